package dev.pkce.gateway.ops;

import dev.pkce.gateway.api.Cause;
import dev.pkce.gateway.api.FlowEvent;
import dev.pkce.gateway.page.Page;
import java.time.Instant;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** What happened to one flow, for people. Made as a document, so that no text becomes markup. */
final class TimelinePage {
    private static final Document TEMPLATE = Page.document(TimelinePage.class, "timeline.html");

    private TimelinePage() {}

    static Page of(Timeline timeline) {
        Document page = TEMPLATE.clone();
        String title = "Login " + timeline.flow();
        page.title(title);
        page.expectFirst("#title").text(title);
        page.expectFirst("#outcome").text(timeline.outcome().text());
        page.expectFirst("#provider").text(text(timeline.last().provider()));
        Cause cause = timeline.cause();
        page.expectFirst("#advice").text(cause == null ? "Nothing." : Advice.on(cause));
        Element steps = page.expectFirst("#steps");
        timeline.steps().forEach(step -> row(steps.appendElement("tr"), step));
        Element leftOut = page.expectFirst("#left-out");
        if (timeline.leftOut() == 0) {
            leftOut.remove();
        } else {
            leftOut.text(timeline.leftOut() + " steps in the middle are not kept.");
        }
        return Page.fixed(page.outerHtml());
    }

    private static void row(Element row, FlowEvent step) {
        FlowEvent.Timing timing = step.timing();
        row.appendElement("td").text(Instant.ofEpochMilli(timing.at()).toString());
        row.appendElement("td").text(timing.age() + " ms");
        row.appendElement("td").text(timing.since() + " ms");
        row.appendElement("td").text(Timeline.text(step.type()));
        Cause cause = step.cause();
        row.appendElement("td").text(cause == null ? "" : cause.detail() + " (" + cause.error() + ")");
        row.appendElement("td").text(cause == null ? "" : Advice.on(cause));
        row.appendElement("td").text(text(step.trace()));
    }

    private static String text(@Nullable String known) {
        return known == null ? "" : known;
    }
}

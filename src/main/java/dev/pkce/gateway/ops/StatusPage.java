package dev.pkce.gateway.ops;

import dev.pkce.gateway.api.Cause;
import dev.pkce.gateway.page.Page;
import java.time.Duration;
import java.time.Instant;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** How the gateway is, for people. Made as a document, so that no text becomes markup. */
final class StatusPage {
    private static final int FAILED = 20;

    /** Parsed when somebody looks for the first time, as it would take its part of every start. */
    private static final class Template {
        static final Document PAGE = Page.document(StatusPage.class, "status.html");
    }

    private final long began = System.nanoTime();
    private final Vitals vitals;
    private final Journal journal;

    StatusPage(Vitals vitals, Journal journal) {
        this.vitals = vitals;
        this.journal = journal;
    }

    Page now() {
        Document page = Template.PAGE.clone();
        page.expectFirst("#state").text(state());
        page.expectFirst("#version").text(version());
        page.expectFirst("#uptime").text(text(Duration.ofNanos(System.nanoTime() - began)));
        page.expectFirst("#flows").text(Integer.toString(vitals.underWay().getAsInt()));
        Element providers = page.expectFirst("#providers");
        vitals.answering().get().forEach((name, answers) -> provider(providers.appendElement("tr"), name, answers));
        Element failed = page.expectFirst("#failed");
        journal.failed(FAILED).forEach(timeline -> failed(failed.appendElement("tr"), timeline));
        return Page.fixed(page.outerHtml());
    }

    private String state() {
        if (vitals.readiness().ready()) {
            return "ready";
        }
        return vitals.readiness().started() ? "draining: it wants no new traffic" : "starting";
    }

    private static String version() {
        String version = StatusPage.class.getPackage().getImplementationVersion();
        return version == null ? "not packaged" : version;
    }

    private static String text(Duration time) {
        String clock = "%d h %02d min %02d s".formatted(time.toHoursPart(), time.toMinutesPart(), time.toSecondsPart());
        return time.toDays() == 0 ? clock : time.toDays() + " d " + clock;
    }

    private static void provider(Element row, String name, boolean answers) {
        row.appendElement("th").attr("scope", "row").text(name);
        row.appendElement("td").text(answers ? "answers" : "does not answer: the log says why");
    }

    private static void failed(Element row, Timeline timeline) {
        row.appendElement("th")
                .attr("scope", "row")
                .appendElement("a")
                .attr("href", "flows/" + timeline.flow())
                .text(timeline.flow());
        row.appendElement("td")
                .text(Instant.ofEpochMilli(timeline.last().timing().at()).toString());
        row.appendElement("td").text(timeline.outcome().text());
        Cause cause = timeline.cause();
        row.appendElement("td").text(cause == null ? "" : cause.detail() + " (" + cause.error() + ")");
        row.appendElement("td").text(cause == null ? "" : Advice.on(cause));
    }
}

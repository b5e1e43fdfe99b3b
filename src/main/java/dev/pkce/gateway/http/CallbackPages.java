package dev.pkce.gateway.http;

import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.page.Page;
import io.vertx.ext.web.RoutingContext;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jsoup.nodes.Entities;
import org.jspecify.annotations.Nullable;

/** What the person sees when the browser comes back: one fixed page an outcome, with nothing of the request in it. */
final class CallbackPages {
    /** How a sign-in ends for the person. */
    enum Outcome {
        SIGNED_IN("You are signed in", "You can close this window and go back to the application."),
        DENIED(
                "You are not signed in",
                "The sign-in was refused or cancelled. Go back to the application to try again."),
        EXPIRED(
                "This sign-in is over",
                "It was finished already, or it took too long. Go back to the application and start again."),
        ELSEWHERE(
                "This sign-in was started elsewhere",
                "It can only be finished in the browser it was started in. If somebody sent you the link, close this window: the sign-in is not yours."),
        FAILED("The sign-in failed", "Something went wrong on the way. Go back to the application and try again.");

        private final String title;
        private final String text;

        Outcome(String title, String text) {
            this.title = title;
            this.text = text;
        }
    }

    private static final Set<String> SEEN_BY_PEOPLE = Set.of(Paths.CALLBACK, Paths.AUTHORIZE, Paths.CONFIRM);

    private final Supplier<Map<Outcome, Page>> pages;

    /** Pages that lead to {@code startUrl} for another try, asked each time; empty for none that is known. */
    CallbackPages(Supplier<Optional<String>> startUrl) {
        pages = new Derived<>(startUrl, url -> pages(url.orElse(null)));
    }

    private static Map<Outcome, Page> pages(@Nullable String startUrl) {
        Map<Outcome, Page> pages = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            boolean over = outcome == Outcome.SIGNED_IN || outcome == Outcome.ELSEWHERE;
            pages.put(outcome, page(outcome, over ? null : startUrl));
        }
        return pages;
    }

    private static Page page(Outcome outcome, @Nullable String startUrl) {
        String next = startUrl == null ? "" : "<p><a href=\"" + Entities.escape(startUrl) + "\">Start again</a></p>\n";
        return Page.fixed(Page.template(CallbackPages.class, "callback.html")
                .replace("{title}", outcome.title)
                .replace("{text}", outcome.text)
                .replace("{next}", next));
    }

    Page of(Outcome outcome) {
        return Objects.requireNonNull(pages.get().get(outcome));
    }

    /** The page for a failed sign-in. */
    Page of(Problem problem) {
        return of(
                switch (problem.kind()) {
                    case PROVIDER_REFUSED -> Outcome.DENIED;
                    case UNKNOWN_FLOW, FLOW_EXPIRED -> Outcome.EXPIRED;
                    case OTHER_BROWSER -> Outcome.ELSEWHERE;
                    default -> Outcome.FAILED;
                });
    }

    /** Whether a person's browser asks: it names HTML and wants nothing more, where programs take anything. */
    static boolean wanted(RoutingContext ctx) {
        return SEEN_BY_PEOPLE.contains(ctx.request().path())
                && Answers.weight(ctx, "text", "html", false) > Answers.weight(ctx, "application", "json", true);
    }
}

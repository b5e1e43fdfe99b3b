package dev.pkce.gateway.http;

import dev.pkce.gateway.api.Problem;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What the person sees when the browser comes back: one fixed page an outcome, with nothing of the request in it. */
enum CallbackPage {
    SIGNED_IN("You are signed in", "You can close this window and go back to the application."),
    DENIED("You are not signed in", "The sign-in was refused or cancelled. Go back to the application to try again."),
    EXPIRED(
            "This sign-in is over",
            "It was finished already, or it took too long. Go back to the application and start again."),
    FAILED("The sign-in failed", "Something went wrong on the way. Go back to the application and try again.");

    private static final Set<String> SEEN_BY_PEOPLE = Set.of(Paths.CALLBACK, Paths.AUTHORIZE);

    private final String html;
    private final String csp;

    CallbackPage(String title, String text) {
        String template = resource("callback.html");
        String style = template.substring(template.indexOf("<style>") + 7, template.indexOf("</style>"));
        String hash = Base64.getEncoder().encodeToString(sha256(style));
        html = template.replace("{title}", title).replace("{text}", text);
        csp = "default-src 'none'; style-src 'sha256-" + hash
                + "'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    }

    /** The page for a failed sign-in. */
    static CallbackPage of(Problem problem) {
        return switch (problem.kind()) {
            case PROVIDER_REFUSED -> DENIED;
            case UNKNOWN_FLOW, FLOW_EXPIRED -> EXPIRED;
            default -> FAILED;
        };
    }

    /** Whether a person's browser asks: it names HTML and wants nothing more, where programs take anything. */
    static boolean wanted(RoutingContext ctx) {
        return SEEN_BY_PEOPLE.contains(ctx.request().path())
                && Answers.weight(ctx, "text", "html", false) > Answers.weight(ctx, "application", "json", true);
    }

    String html() {
        return html;
    }

    Map<String, String> headers() {
        return Map.of(
                "Content-Type", "text/html; charset=utf-8",
                "Content-Security-Policy", csp,
                "X-Frame-Options", "DENY",
                "Cross-Origin-Opener-Policy", "same-origin",
                "Permissions-Policy", "");
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (InputStream stream = CallbackPage.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

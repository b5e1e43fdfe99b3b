package dev.pkce.gateway.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;

/**
 * A page for a person: no script, nothing from elsewhere, not to be framed, and one style that its policy names.
 *
 * @param html the page
 * @param headers what keeps it so
 */
record Page(String html, Map<String, String> headers) {
    private static final String STYLE = resource("page.css");

    /** A page with nothing to send. */
    static Page fixed(String html) {
        return new Page(html, headers("'none'"));
    }

    /** A page with a form for the gateway itself. */
    static Page form(String html) {
        return new Page(html, headers("'self'"));
    }

    /** The page's source, with the style in it. */
    static String template(String name) {
        return resource(name).replace("{style}", STYLE);
    }

    private static Map<String, String> headers(String formAction) {
        String hash = Base64.getEncoder().encodeToString(sha256(STYLE));
        return Map.of(
                "Content-Type", "text/html; charset=utf-8",
                "Content-Security-Policy",
                        "default-src 'none'; style-src 'sha256-" + hash
                                + "'; frame-ancestors 'none'; base-uri 'none'; form-action " + formAction,
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
        try (InputStream stream = Page.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.pkce.gateway.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/**
 * A page for a person: nothing from elsewhere, not to be framed, and one style that its policy names. No script, unless
 * it is said which.
 *
 * @param html the page
 * @param headers what keeps it so
 */
public record Page(String html, Map<String, String> headers) {
    private static final String STYLE = resource(Page.class, "page.css");

    /** A page with nothing to send. */
    public static Page fixed(String html) {
        return of(html, "style-src {style}");
    }

    /** A page with a form for the gateway itself. */
    public static Page form(String html) {
        return new Page(html, headers("style-src {style}", "'self'"));
    }

    /**
     * A page with nothing to send that may load what {@code policy} says (CSP, level 3) and nothing else. There,
     * <code>{style}</code> stands for the style that all pages have in common.
     */
    public static Page of(String html, String policy) {
        return new Page(html, headers(policy, "'none'"));
    }

    /** The source of a page that lies beside {@code owner}, with the style in it. */
    public static String template(Class<?> owner, String name) {
        return resource(owner, name).replace("{style}", STYLE);
    }

    /** The same as a document, to be cloned and filled in. */
    public static Document document(Class<?> owner, String name) {
        Document page = Jsoup.parse(template(owner, name));
        page.outputSettings().prettyPrint(false);
        return page;
    }

    private static Map<String, String> headers(String policy, String formAction) {
        String hash = Base64.getEncoder().encodeToString(sha256(STYLE));
        return Map.of(
                "Content-Type", "text/html; charset=utf-8",
                "Content-Security-Policy",
                        "default-src 'none'; " + policy.replace("{style}", "'sha256-" + hash + "'")
                                + "; frame-ancestors 'none'; base-uri 'none'; form-action " + formAction,
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

    private static String resource(Class<?> owner, String name) {
        try (InputStream stream = owner.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

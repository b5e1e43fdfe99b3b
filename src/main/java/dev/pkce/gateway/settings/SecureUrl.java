package dev.pkce.gateway.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An address that codes and tokens may be sent to: https, or http that never leaves this machine. */
public final class SecureUrl {
    private static final Pattern PRINTABLE = Pattern.compile("[!-~]+");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|\\[::1]");

    // What is http stays on this machine; printable, and no fragment.
    private static final String ORIGIN = "(?:https://|http://(?:localhost|127(?:\\.\\d{1,3}){3}|\\[::1\\])(?![^:/?]))";

    /** For an endpoint: absolute, with no user name and no fragment. */
    public static final Rule ENDPOINT = Rule.within(ORIGIN + "[!\"$-~]*", SecureUrl::flaw);

    /** For an address that others are built from: an {@link #ENDPOINT} without a query. */
    public static final Rule BASE = Rule.within(ORIGIN + "[!\"$->@-~]*", SecureUrl::baseFlaw);

    private SecureUrl() {}

    /** What is wrong with {@code text} as {@link #ENDPOINT}. */
    public static @Nullable String flaw(String text) {
        URI uri = parse(text).orElse(null);
        if (uri == null || uri.getHost() == null || uri.getPort() > 65535) {
            return "must be an absolute URL, such as https://example.com";
        }
        if (uri.getRawUserInfo() != null) {
            return "must not hold a user name or password";
        }
        if (uri.getRawFragment() != null) {
            return "must not have a fragment (#)";
        }
        boolean local = "http".equals(uri.getScheme()) && isLoopback(uri.getHost());
        boolean safe = local || "https".equals(uri.getScheme());
        return safe ? null : "must begin with https:// (http:// is for this machine only)";
    }

    private static @Nullable String baseFlaw(String text) {
        String flaw = flaw(text);
        return flaw == null && text.contains("?") ? "must not have a query (?)" : flaw;
    }

    /** Whether {@code host} can only be this machine. Names are not looked up: whoever answers could lie. */
    public static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host).matches();
    }

    /** Reads a URI of printable ASCII, which is narrower than {@link URI}: that lets other letters pass. */
    public static Optional<URI> parse(String text) {
        try {
            return PRINTABLE.matcher(text).matches() ? Optional.of(new URI(text)) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}

package dev.pkce.gateway.provider;

import dev.pkce.gateway.settings.SecureUrl;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The spellings of a provider that a seed may use: {@code tenant.example}, {@code https://tenant.example},
 * {@code https://tenant.example/} and {@code https://tenant.example/authorize} are one. It is compared with what is
 * configured and never used as an address.
 */
final class Domain {
    private static final Pattern SPELLING = Pattern.compile(
            "(?:(https?)://)?([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?((?:/[A-Za-z0-9._~-]+)*/?)");
    private static final String AUTHORIZE = "/authorize";

    private Domain() {}

    /** One spelling for all; text that is no domain stays as it is, and so equals none that is configured. */
    static String normal(String text) {
        return parse(text).orElse(text);
    }

    /** The rule for a domain that is configured; one that stands for several is none. */
    static @Nullable String flaw(String text) {
        return parse(text).isPresent() ? null : "must be a host, such as signin.example.com; * is not supported";
    }

    private static Optional<String> parse(String text) {
        Matcher spelling = SPELLING.matcher(text);
        if (!spelling.matches()) {
            return Optional.empty();
        }
        boolean plain = "http".equals(spelling.group(1));
        String host = spelling.group(2).toLowerCase(Locale.ROOT);
        // As in the configuration, http is for this machine only.
        if (plain && !SecureUrl.isLoopback(host)) {
            return Optional.empty();
        }
        return Optional.of(host + port(spelling.group(3), plain) + path(spelling.group(4)));
    }

    private static String port(@Nullable String port, boolean plain) {
        return port == null || port.equals(plain ? "80" : "443") ? "" : ":" + port;
    }

    private static String path(String given) {
        String path = given.endsWith(AUTHORIZE) ? given.substring(0, given.length() - AUTHORIZE.length()) : given;
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}

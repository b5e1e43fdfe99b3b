package dev.pkce.gateway.provider;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The spellings of a provider that a seed may use: {@code tenant.example}, {@code https://tenant.example},
 * {@code https://tenant.example/} and {@code https://tenant.example/authorize} are one. It is compared with what is
 * configured and never used as an address.
 */
final class Domain {
    private static final Pattern SPELLING =
            Pattern.compile("(?:(https?)://)?([A-Za-z0-9.:\\[\\]-]+)(/[A-Za-z0-9._~/-]*)?");
    private static final String AUTHORIZE = "/authorize";

    private Domain() {}

    /** One spelling for all; text that is no domain stays as it is, and so equals none that is configured. */
    static String normal(String text) {
        Matcher spelling = SPELLING.matcher(text);
        if (!spelling.matches()) {
            return text;
        }
        String scheme = spelling.group(1);
        String path = spelling.group(3) == null ? "" : spelling.group(3);
        path = path.endsWith(AUTHORIZE) ? path.substring(0, path.length() - AUTHORIZE.length()) : path;
        path = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        String host = spelling.group(2).toLowerCase(Locale.ROOT);
        String port = "http".equals(scheme) ? ":80" : ":443";
        return (host.endsWith(port) ? host.substring(0, host.length() - port.length()) : host) + path;
    }
}

package dev.pkce.gateway.api;

import org.jspecify.annotations.Nullable;

/** What may be passed on of a provider's own words. */
public final class Descriptions {
    private static final int MAX = 256;
    private static final String NONE = "The identity provider refused the request.";

    private Descriptions() {}

    /**
     * {@code text} if it is an {@code error_description} as RFC 6749 section 5.2 allows it, up to 256 characters and
     * without angle brackets; else a fixed sentence.
     */
    public static String clean(@Nullable String text) {
        if (text == null || text.isBlank() || !text.chars().allMatch(Descriptions::allowed)) {
            return NONE;
        }
        return text.length() <= MAX ? text : text.substring(0, MAX);
    }

    private static boolean allowed(int c) {
        return c >= 0x20 && c <= 0x7e && c != '"' && c != '\\' && c != '<' && c != '>';
    }
}

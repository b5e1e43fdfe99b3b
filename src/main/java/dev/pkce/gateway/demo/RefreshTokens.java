package dev.pkce.gateway.demo;

/** What a refresh does to the refresh token; servers differ (RFC 6749 section 6). */
public enum RefreshTokens {
    /** A new one; to use the old one again ends the whole grant (RFC 9700 section 4.14.2). */
    ROTATE,
    /** The same one again. */
    KEEP,
    /** None in the answer: the old one stays valid. */
    OMIT
}

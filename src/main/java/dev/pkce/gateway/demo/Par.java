package dev.pkce.gateway.demo;

/** What the provider thinks of pushed authorization requests (RFC 9126). */
public enum Par {
    /** There is no such endpoint. */
    NONE,
    /** Clients may push, or send their requests through the browser. */
    OFFERED,
    /** A request that was not pushed is refused. */
    REQUIRED
}

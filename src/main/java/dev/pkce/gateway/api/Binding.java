package dev.pkce.gateway.api;

/**
 * What keeps whoever reaches the gateway from having others finish a sign-in that they started themselves (RFC 9700
 * section 4.7).
 */
public enum Binding {
    /** Nothing: whoever can reach the gateway is the user of its machine. */
    NONE,
    /** The browser that began the flow must be the one that returns. */
    COOKIE,
    /** The person who returns is shown where the flow was started, and asked ({@link Confirmation}). */
    CONFIRM
}

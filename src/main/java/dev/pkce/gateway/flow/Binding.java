package dev.pkce.gateway.flow;

import org.jspecify.annotations.Nullable;

/** What keeps somebody from having others finish a sign-in that they started themselves (RFC 9700 section 4.7). */
public enum Binding {
    /** Nothing: whoever can reach the gateway is the user of its machine. */
    NONE,
    /** The browser that began the flow must be the one that returns. */
    COOKIE,
    /** The person who returns is shown where the flow was started, and asked. */
    CONFIRM;

    /** What of the address a flow was started from is worth keeping. */
    public @Nullable String kept(@Nullable String address) {
        return this == CONFIRM ? address : null;
    }
}

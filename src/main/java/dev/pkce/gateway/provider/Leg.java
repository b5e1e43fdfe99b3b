package dev.pkce.gateway.provider;

import java.util.Locale;

/** The conversations with a provider. */
public enum Leg {
    /** Its metadata. */
    DISCOVERY(false),
    /** Its signing keys. */
    JWKS(false),
    /** The first hop of an authorization request. */
    AUTHORIZE(true),
    /** A pushed authorization request. */
    PUSH(true),
    /** A code or a refresh token for tokens. */
    TOKEN(false),
    /** The end of a token. */
    REVOKE(false);

    private final boolean front;

    Leg(boolean front) {
        this.front = front;
    }

    /** Its name among the metrics. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it begins a sign-in; what finishes one has connections of its own. */
    boolean front() {
        return front;
    }
}

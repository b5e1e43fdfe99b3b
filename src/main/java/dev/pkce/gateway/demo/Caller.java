package dev.pkce.gateway.demo;

import org.jspecify.annotations.Nullable;

/** The client that asks for tokens; {@code key} is the thumbprint of the key it proved to hold (RFC 9449). */
record Caller(
        String clientId, boolean confidential, @Nullable String key) {
    /** RFC 6749 section 5.1, RFC 9449 section 5. */
    String tokenType() {
        return key == null ? "Bearer" : "DPoP";
    }
}

package dev.pkce.gateway.flow;

import org.jspecify.annotations.Nullable;

/**
 * What a flow began with and keeps to its end.
 *
 * @param state its name
 * @param nonce what the ID token must hold
 * @param challenge the S256 challenge, all that is kept of the verifier
 * @param applicationId whose flow it is
 * @param address where it was started, where that is worth telling
 * @param deadline when it ends, in milliseconds of {@link Clock}
 */
public record Origin(
        String state,
        String nonce,
        String challenge,
        @Nullable String applicationId,
        @Nullable String address,
        long deadline) {
    /** The same, started who knows where. */
    public Origin(String state, String nonce, String challenge, @Nullable String applicationId, long deadline) {
        this(state, nonce, challenge, applicationId, null, deadline);
    }

    boolean ended(long now) {
        return deadline - now <= 0;
    }
}

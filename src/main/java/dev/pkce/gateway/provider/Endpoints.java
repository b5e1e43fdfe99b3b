package dev.pkce.gateway.provider;

import dev.pkce.gateway.settings.SecureUrl;
import dev.pkce.gateway.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Where a provider is spoken to: https, or http on this machine. A null is found by discovery.
 *
 * @param authorize the authorization endpoint
 * @param token the token endpoint
 * @param revoke the revocation endpoint (RFC 7009)
 * @param push where authorization requests are pushed to (RFC 9126)
 * @param jwks the keys that ID tokens are signed with
 */
public record Endpoints(
        @Nullable String authorize,
        @Nullable String token,
        @Nullable String revoke,
        @Nullable String push,
        @Nullable String jwks) {
    /** All of them found by discovery. */
    public static final Endpoints DISCOVERED = new Endpoints(null, null, null, null, null);

    /** Reads the endpoints' keys of one element of {@code providers}. */
    static Endpoints read(Settings settings) {
        return new Endpoints(
                settings.text("authorize-endpoint", SecureUrl.ENDPOINT),
                settings.text("token-endpoint", SecureUrl.ENDPOINT),
                settings.text("revoke-endpoint", SecureUrl.ENDPOINT),
                settings.text("par-endpoint", SecureUrl.ENDPOINT),
                settings.text("jwks-uri", SecureUrl.ENDPOINT));
    }

    /** Whether nothing that every login needs is left to discovery. */
    boolean complete() {
        return authorize != null && token != null && jwks != null;
    }
}

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
 * @param jwks the keys that ID tokens are signed with
 */
public record Endpoints(
        @Nullable String authorize,
        @Nullable String token,
        @Nullable String revoke,
        @Nullable String jwks) {
    /** Reads the endpoints' keys of one element of {@code providers}. */
    static Endpoints read(Settings settings) {
        return new Endpoints(
                settings.text("authorize-endpoint", SecureUrl::flaw),
                settings.text("token-endpoint", SecureUrl::flaw),
                settings.text("revoke-endpoint", SecureUrl::flaw),
                settings.text("jwks-uri", SecureUrl::flaw));
    }
}

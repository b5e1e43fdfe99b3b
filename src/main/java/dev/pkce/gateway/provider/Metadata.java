package dev.pkce.gateway.provider;

import org.jspecify.annotations.Nullable;

/**
 * Where a provider is to be reached: what discovery said (RFC 8414 section 2), overridden by what is configured.
 *
 * @param issuer the exact issuer that ID tokens and callbacks must name
 * @param authorize the authorization endpoint
 * @param token the token endpoint
 * @param revoke the revocation endpoint; null if there is none
 * @param push where to push authorization requests (RFC 9126); null if they are not pushed
 * @param jwks where the signing keys are; null if the provider signs nothing
 * @param namesIssuer whether every authorization response holds {@code iss} (RFC 9207)
 */
public record Metadata(
        String issuer,
        String authorize,
        String token,
        @Nullable String revoke,
        @Nullable String push,
        @Nullable String jwks,
        boolean namesIssuer) {}

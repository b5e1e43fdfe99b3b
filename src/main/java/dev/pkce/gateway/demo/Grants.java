package dev.pkce.gateway.demo;

import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The codes and tokens that are out, and the rules for coming back with them. Confined to one event loop. */
final class Grants {
    private static final Duration CODE_LIFETIME = Duration.ofSeconds(60);
    private static final Duration REFRESH_LIFETIME = Duration.ofDays(30);

    private final ExpiringMap<Grant> byCode;
    private final ExpiringMap<AccessToken> byAccessToken;
    /** Spent tokens too: to see one again is how a theft shows. */
    private final ExpiringMap<Grant> byRefreshToken;

    /** What a token allows, and the thumbprint of the key that must go with it. */
    record AccessToken(Grant grant, @Nullable String key) {}

    Grants(InstantSource clock) {
        byCode = new ExpiringMap<>(clock);
        byAccessToken = new ExpiringMap<>(clock);
        byRefreshToken = new ExpiringMap<>(clock);
    }

    String newCode(AuthorizationRequest request, String user) {
        String code = Crypto.random();
        byCode.put(code, new Grant(request, user), CODE_LIFETIME);
        return code;
    }

    /** Checks first, spends last; a second redemption takes back what the first gave (RFC 6749 section 4.1.2). */
    Grant redeem(Caller caller, Parameters form) {
        Grant grant = byCode.get(form.required("code"));
        if (grant == null) {
            throw OAuthException.invalidGrant("The code is unknown or expired");
        }
        grant.request().checkRedemption(caller, form);
        if (!grant.redeem()) {
            grant.revoke();
            throw OAuthException.invalidGrant("The code was used before");
        }
        grant.bindTo(caller);
        return grant;
    }

    /** An older token of the family is a sign of theft and ends the whole grant (RFC 9700 section 4.14.2). */
    Grant refresh(Caller caller, String refreshToken) {
        Grant grant = byRefreshToken.get(refreshToken);
        if (grant == null || !grant.isLive() || !grant.isOf(caller.clientId())) {
            throw OAuthException.invalidGrant("The refresh token is unknown, expired, revoked or another client's");
        }
        if (grant.isBoundToOtherThan(caller.key())) {
            throw OAuthException.invalidGrant("The refresh token is bound to another key");
        }
        if (!grant.hasAsNewest(refreshToken)) {
            grant.revoke();
            throw OAuthException.invalidGrant("The refresh token was used before");
        }
        return grant;
    }

    String newAccessToken(Grant grant, @Nullable String key, Duration lifetime) {
        String token = Crypto.random();
        byAccessToken.put(token, new AccessToken(grant, key), lifetime);
        return token;
    }

    String newRefreshToken(Grant grant) {
        String token = Crypto.random();
        grant.rotateTo(token);
        byRefreshToken.put(token, grant, REFRESH_LIFETIME);
        return token;
    }

    @Nullable AccessToken ofAccessToken(String token) {
        AccessToken access = byAccessToken.get(token);
        return access != null && access.grant().isLive() ? access : null;
    }

    /** RFC 7009 section 2: an unknown token is as good as revoked, another client's is refused. */
    void revoke(String clientId, String token) {
        Grant grant = anyOf(token);
        if (grant == null) {
            return;
        }
        if (!grant.isOf(clientId)) {
            throw OAuthException.invalidGrant("The token was issued to another client");
        }
        grant.revoke();
    }

    private @Nullable Grant anyOf(String token) {
        AccessToken access = byAccessToken.get(token);
        return access == null ? byRefreshToken.get(token) : access.grant();
    }
}

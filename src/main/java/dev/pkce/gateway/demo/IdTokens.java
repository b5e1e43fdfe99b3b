package dev.pkce.gateway.demo;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Issues ID tokens (OIDC Core section 2), as wrong as the settings want them. */
final class IdTokens {
    private final String issuer;
    private final Settings settings;
    private final SigningKeys keys;

    IdTokens(String issuer, Settings settings, SigningKeys keys) {
        this.issuer = issuer;
        this.settings = settings;
        this.keys = keys;
    }

    /** The nonce is null on a refresh (OIDC Core section 12.2); null is returned where no ID token is to be sent. */
    @Nullable Object issue(Grant grant, String accessToken, @Nullable String nonce) {
        AuthorizationRequest request = grant.request();
        if (!request.scope().contains("openid")) {
            return null;
        }
        Map<String, Object> claims = new Person(grant.user(), issuer).claims(request.scope());
        long now = System.currentTimeMillis() / 1000;
        claims.put("iss", issuer);
        claims.put("aud", request.address().clientId());
        claims.put("iat", now);
        claims.put("exp", now + settings.tokenLifetime.toSeconds());
        claims.put("at_hash", leftHalfHash(accessToken));
        if (nonce != null) {
            claims.put("nonce", nonce);
        }
        return settings.idTokenFault.sign(claims, keys);
    }

    /** OIDC Core section 3.1.3.6. */
    static String leftHalfHash(String accessToken) {
        return Crypto.base64Url(Arrays.copyOf(Crypto.sha256(accessToken), 16));
    }
}

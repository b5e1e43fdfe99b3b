package dev.pkce.gateway.demo;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Clients that authenticate with a token signed by their key (RFC 7523 section 3). Confined to one event loop. */
final class ClientAssertions {
    private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(10);

    private final Map<String, JWK> keys;
    private final InstantSource clock;
    private final ExpiringMap<Boolean> seen;

    ClientAssertions(Map<String, JWK> keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
        this.seen = new ExpiringMap<>(clock);
    }

    static boolean areIn(Parameters form) {
        return form.get("client_assertion") != null || form.get("client_assertion_type") != null;
    }

    /** The client that signed, for one of the {@code audiences}. */
    String clientId(Parameters form, Set<String> audiences) {
        if (!form.required("client_assertion_type").equals(TYPE)) {
            throw OAuthException.invalidRequest("client_assertion_type is not the one of a JWT");
        }
        JWTClaimsSet claims = verified(form.required("client_assertion"));
        String clientId = claims.getSubject();
        String named = form.optional("client_id");
        require(
                clientId.equals(claims.getIssuer()) && (named == null || named.equals(clientId)),
                "iss, sub, client_id");
        require(claims.getAudience().stream().anyMatch(audiences::contains), "aud");
        require(endsSoon(claims.getExpirationTime()), "exp");
        require(claims.getJWTID() != null && isNew(clientId + " " + claims.getJWTID()), "jti");
        return clientId;
    }

    private JWTClaimsSet verified(String assertion) {
        try {
            SignedJWT token = SignedJWT.parse(assertion);
            JWTClaimsSet claims = token.getJWTClaimsSet();
            JWK key = claims.getSubject() == null ? null : keys.get(claims.getSubject());
            require(key != null && Signatures.verifies(token, key), "sub, signature");
            return claims;
        } catch (ParseException malformed) {
            throw refusal("form");
        }
    }

    private boolean endsSoon(@Nullable Date end) {
        Instant now = clock.instant();
        return end != null && end.toInstant().isAfter(now) && !end.toInstant().isAfter(now.plus(LONGEST_LIFE));
    }

    private boolean isNew(String id) {
        boolean fresh = seen.get(id) == null;
        seen.put(id, true, LONGEST_LIFE);
        return fresh;
    }

    private static void require(boolean right, String about) {
        if (!right) {
            throw refusal(about);
        }
    }

    private static OAuthException refusal(String about) {
        return OAuthException.unauthorized("invalid_client", "The client assertion is refused; look at its " + about);
    }
}

package dev.pkce.gateway.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.provider.IdentityProvider;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Validates ID tokens (OpenID Connect Core section 3.1.3.7). A token that fails is a failed login, not a warning. */
final class IdTokens {
    private static final int SKEW_SECONDS = 60;
    private static final int MAX_SUBJECT = 255;
    private final String clientId;
    private final Expectation expectation;
    // Configured, for the header of a token does not get to choose (RFC 8725 section 3.1).
    private final JWSAlgorithm algorithm;

    private IdTokens(TokenCall call) {
        this.clientId = call.request().clientId();
        this.expectation = call.expectation();
        this.algorithm = JWSAlgorithm.parse(call.provider().provider().dialect().idTokenAlgorithm());
    }

    /** The claims of the ID token that {@code call} brought, once all of it was checked, {@code at_hash} by its access token. */
    static Future<JWTClaimsSet> validate(TokenCall call, Secret idToken, Secret accessToken) {
        SignedJWT jwt;
        try {
            jwt = SignedJWT.parse(idToken.reveal());
        } catch (ParseException | IllegalArgumentException notSigned) {
            return Future.failedFuture(new PkceException(invalid()));
        }
        IdentityProvider provider = call.provider();
        return provider.metadata()
                .compose(metadata -> provider.keys(jwt.getHeader().getKeyID())
                        .map(keys -> new IdTokens(call).verified(jwt, keys, metadata.issuer(), accessToken)));
    }

    private JWTClaimsSet verified(SignedJWT jwt, JWKSet keys, String issuer, Secret accessToken) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithm, new ImmutableJWKSet<>(keys)));
        processor.setJWTClaimsSetVerifier(claims(issuer));
        try {
            JWTClaimsSet claims = processor.process(jwt, null);
            // The library reads a number as text.
            if (!(jwt.getPayload().toJSONObject().get("sub") instanceof String)) {
                throw new PkceException(invalid());
            }
            requireOwn(claims);
            requireMatch(claims.getStringClaim("at_hash"), accessToken);
            return claims;
        } catch (BadJOSEException | JOSEException | ParseException | IllegalArgumentException e) {
            throw new PkceException(invalid());
        }
    }

    private DefaultJWTClaimsVerifier<SecurityContext> claims(String issuer) {
        DefaultJWTClaimsVerifier<SecurityContext> verifier = new DefaultJWTClaimsVerifier<>(
                clientId, new JWTClaimsSet.Builder().issuer(issuer).build(), Set.of("iss", "sub", "aud", "exp", "iat"));
        verifier.setMaxClockSkew(SKEW_SECONDS);
        return verifier;
    }

    private void requireOwn(JWTClaimsSet claims) throws ParseException {
        String subject = claims.getSubject();
        String party = claims.getStringClaim("azp");
        boolean own = List.of(clientId).equals(claims.getAudience())
                && (party == null || party.equals(clientId))
                && !subject.isEmpty()
                && subject.length() <= MAX_SUBJECT
                && (expectation.subject() == null || expectation.subject().equals(subject))
                && !claims.getIssueTime().toInstant().isAfter(latest())
                && (expectation.nonce() == null || expectation.nonce().equals(claims.getStringClaim("nonce")))
                && isFresh(claims);
        if (!own) {
            throw new PkceException(invalid());
        }
    }

    /** OpenID Connect Core section 3.1.3.7 (13): who asked for a recent sign-in must be told when it was. */
    private boolean isFresh(JWTClaimsSet claims) throws ParseException {
        Long maxAge = expectation.maxAge();
        if (maxAge == null) {
            return true;
        }
        Date signedIn = claims.getDateClaim("auth_time");
        Instant earliest = Instant.now().minusSeconds(maxAge + SKEW_SECONDS);
        return signedIn != null
                && !signedIn.toInstant().isBefore(earliest)
                && !signedIn.toInstant().isAfter(latest());
    }

    private static Instant latest() {
        return Instant.now().plusSeconds(SKEW_SECONDS);
    }

    /** OpenID Connect Core section 3.1.3.6: the left half of the hash, by the hash of the signature's algorithm. */
    private void requireMatch(@Nullable String atHash, Secret accessToken) {
        byte[] digest = digest().digest(accessToken.reveal().getBytes(StandardCharsets.US_ASCII));
        byte[] left = Arrays.copyOf(digest, digest.length / 2);
        if (atHash != null
                && !atHash.equals(Base64.getUrlEncoder().withoutPadding().encodeToString(left))) {
            throw new PkceException(invalid());
        }
    }

    private MessageDigest digest() {
        try {
            // RFC 7518 section 3.1: RS256, PS384, ES512.
            return MessageDigest.getInstance("SHA-" + algorithm.getName().substring(2));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-2", e);
        }
    }

    private static Problem invalid() {
        return new Problem(
                Problem.Kind.PROVIDER_FAILED,
                "invalid_id_token",
                "The identity provider's ID token did not pass validation.",
                0);
    }
}

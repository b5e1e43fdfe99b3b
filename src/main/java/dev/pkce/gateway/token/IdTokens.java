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
import dev.pkce.gateway.flow.S256;
import dev.pkce.gateway.provider.IdentityProvider;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Validates ID tokens (OpenID Connect Core section 3.1.3.7). A token that fails is a failed login, not a warning. */
final class IdTokens {
    private static final int SKEW_SECONDS = 60;
    private static final int MAX_SUBJECT = 255;
    // Pinned to what every OpenID provider must offer; the header of a token does not get to choose (RFC 8725 3.1).
    private static final JWSAlgorithm ALGORITHM = JWSAlgorithm.RS256;

    /**
     * What a token must say.
     *
     * @param clientId whom it is for
     * @param nonce what was sent; null if that is not known
     * @param accessToken what {@code at_hash} must fit, where it is there
     */
    record Expected(String clientId, @Nullable String nonce, Secret accessToken) {}

    private IdTokens() {}

    /** The claims of {@code token}, once all of it was checked. */
    static Future<JWTClaimsSet> validate(Secret token, IdentityProvider provider, Expected expected) {
        SignedJWT jwt;
        try {
            jwt = SignedJWT.parse(token.reveal());
        } catch (ParseException | IllegalArgumentException notSigned) {
            return Future.failedFuture(new PkceException(invalid()));
        }
        return provider.metadata()
                .compose(metadata -> provider.keys(jwt.getHeader().getKeyID())
                        .map(keys -> verified(jwt, keys, metadata.issuer(), expected)));
    }

    private static JWTClaimsSet verified(SignedJWT jwt, JWKSet keys, String issuer, Expected expected) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHM, new ImmutableJWKSet<>(keys)));
        processor.setJWTClaimsSetVerifier(claims(issuer, expected.clientId()));
        try {
            JWTClaimsSet claims = processor.process(jwt, null);
            requireOwn(claims, expected);
            return claims;
        } catch (BadJOSEException | JOSEException | ParseException | IllegalArgumentException e) {
            throw new PkceException(invalid());
        }
    }

    private static DefaultJWTClaimsVerifier<SecurityContext> claims(String issuer, String clientId) {
        DefaultJWTClaimsVerifier<SecurityContext> verifier = new DefaultJWTClaimsVerifier<>(
                clientId, new JWTClaimsSet.Builder().issuer(issuer).build(), Set.of("iss", "sub", "aud", "exp", "iat"));
        verifier.setMaxClockSkew(SKEW_SECONDS);
        return verifier;
    }

    private static void requireOwn(JWTClaimsSet claims, Expected expected) throws ParseException {
        String subject = claims.getSubject();
        Instant latest = Instant.now().plusSeconds(SKEW_SECONDS);
        String party = claims.getStringClaim("azp");
        boolean own = List.of(expected.clientId()).equals(claims.getAudience())
                && (party == null || party.equals(expected.clientId()))
                && !subject.isEmpty()
                && subject.length() <= MAX_SUBJECT
                && !claims.getIssueTime().toInstant().isAfter(latest)
                && (expected.nonce() == null || Objects.equals(expected.nonce(), claims.getStringClaim("nonce")))
                && matches(claims.getStringClaim("at_hash"), expected.accessToken());
        if (!own) {
            throw new PkceException(invalid());
        }
    }

    /** OpenID Connect Core section 3.1.3.6: the left half of the hash, by the hash of the signature's algorithm. */
    private static boolean matches(@Nullable String atHash, Secret accessToken) {
        if (atHash == null) {
            return true;
        }
        byte[] digest = S256.digest(accessToken.reveal().getBytes(StandardCharsets.US_ASCII));
        byte[] left = Arrays.copyOf(digest, digest.length / 2);
        return atHash.equals(Base64.getUrlEncoder().withoutPadding().encodeToString(left));
    }

    private static Problem invalid() {
        return new Problem(
                Problem.Kind.PROVIDER_FAILED,
                "invalid_id_token",
                "The identity provider's ID token did not pass validation.",
                0);
    }
}

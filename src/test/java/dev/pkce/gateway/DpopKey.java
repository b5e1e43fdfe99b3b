package dev.pkce.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.flow.S256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.UUID;

/** The key of a program that has its tokens bound to it (RFC 9449); it never leaves the program. */
public final class DpopKey {
    private final ECKey key;

    public DpopKey() {
        try {
            key = new ECKeyGenerator(Curve.P_256).generate();
        } catch (JOSEException unsupported) {
            throw new IllegalStateException(unsupported);
        }
    }

    /** What a seed names the key by (section 10). */
    public String thumbprint() {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException unsupported) {
            throw new IllegalStateException(unsupported);
        }
    }

    /** A fresh proof for the token endpoint of {@code provider}. */
    public String proof(DevelopmentProvider provider) {
        return proof("POST", provider.issuer() + "oauth/token", Map.of());
    }

    /** The same with a nonce of the provider. */
    public String proof(DevelopmentProvider provider, String nonce) {
        return proof("POST", provider.issuer() + "oauth/token", Map.of("nonce", nonce));
    }

    /** A proof for one call of {@code url}, with {@code more} claims. */
    public String proof(String method, String url, Map<String, String> more) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .jwtID(UUID.randomUUID().toString())
                .claim("htm", method)
                .claim("htu", url)
                .issueTime(Date.from(Instant.now()));
        more.forEach(claims::claim);
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("dpop+jwt"))
                .jwk(key.toPublicJWK())
                .build();
        SignedJWT proof = new SignedJWT(header, claims.build());
        try {
            proof.sign(new ECDSASigner(key));
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
        return proof.serialize();
    }

    /** What a proof says of the access token that it comes with. */
    static String hash(String accessToken) {
        byte[] digest = S256.digest(accessToken.getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    }
}

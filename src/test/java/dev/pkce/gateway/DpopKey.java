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
import dev.pkce.gateway.flow.S256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.UUID;

/** A program's own key, and the proofs that it has it (RFC 9449 section 4.2). */
final class DpopKey {
    private final ECKey key;

    DpopKey() throws JOSEException {
        key = new ECKeyGenerator(Curve.P_256).generate();
    }

    /** What a seed names the key by (section 10). */
    String thumbprint() throws JOSEException {
        return key.computeThumbprint().toString();
    }

    /** A proof for one call of {@code url}, with {@code more} claims. */
    String proof(String method, String url, Map<String, String> more) throws JOSEException {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("dpop+jwt"))
                .jwk(key.toPublicJWK())
                .build();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .jwtID(UUID.randomUUID().toString())
                .claim("htm", method)
                .claim("htu", url)
                .issueTime(Date.from(Instant.now()));
        more.forEach(claims::claim);
        SignedJWT proof = new SignedJWT(header, claims.build());
        proof.sign(new ECDSASigner(key));
        return proof.serialize();
    }

    /** What a proof says of the access token that it comes with. */
    static String hash(String accessToken) {
        byte[] digest = S256.digest(accessToken.getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    }
}

package dev.pkce.gateway.provider;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.pkce.gateway.api.Secret;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/** The key of a client that authenticates with assertions. */
public final class ClientKey {
    private static final int LIFETIME_SECONDS = 60;

    private final JWK key;
    private final JWSSigner signer;
    private final JWSHeader header;

    private ClientKey(JWK key) throws JOSEException {
        this.key = key;
        this.signer = new DefaultJWSSignerFactory().createJWSSigner(key);
        this.header = new JWSHeader.Builder(algorithm(key))
                .type(JOSEObjectType.JWT)
                .keyID(key.getKeyID())
                .build();
    }

    /**
     * Reads a private RSA (2048 bits at least) or EC key in JSON (RFC 7517).
     *
     * @throws IllegalArgumentException without a word of the key, if it is none
     */
    public static ClientKey parse(Secret json) {
        try {
            JWK key = JWK.parse(json.reveal());
            if (key.isPrivate() && (!(key instanceof RSAKey rsa) || rsa.size() >= 2048)) {
                return new ClientKey(key);
            }
        } catch (ParseException | JOSEException | IllegalArgumentException notAKey) {
            // Told below, without the parser's words: they may quote the key.
        }
        throw new IllegalArgumentException("not a private key");
    }

    private static JWSAlgorithm algorithm(JWK key) {
        if (key.getAlgorithm() != null) {
            return JWSAlgorithm.parse(key.getAlgorithm().getName());
        }
        if (key instanceof ECKey ec) {
            return Curve.P_384.equals(ec.getCurve()) ? JWSAlgorithm.ES384 : JWSAlgorithm.ES256;
        }
        return JWSAlgorithm.RS256;
    }

    /** A fresh assertion of {@code clientId} for {@code audience} (RFC 7523 section 3). Signs, so not for an event loop. */
    String assertion(String clientId, String audience) {
        Instant now = Instant.now();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(clientId)
                .subject(clientId)
                .audience(audience)
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(LIFETIME_SECONDS)))
                .build();
        SignedJWT assertion = new SignedJWT(header, claims);
        try {
            assertion.sign(signer);
        } catch (JOSEException impossible) {
            throw new IllegalStateException("the client's key cannot sign");
        }
        return assertion.serialize();
    }

    /** Names the key, and holds none of it. */
    @Override
    public String toString() {
        return "ClientKey[" + key.getKeyID() + "]";
    }
}

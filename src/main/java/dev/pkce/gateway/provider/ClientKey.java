package dev.pkce.gateway.provider;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.settings.PemKey;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAKey;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The key of a client that authenticates with assertions. */
public final class ClientKey {
    private static final int LIFETIME_SECONDS = 60;
    private static final int LEAST_BITS = 2048;
    private static final String OTHER_KIND = "must be an RSA or EC key";

    private final PrivateKey key;
    private final JWSSigner signer;
    private final JWSHeader header;

    private ClientKey(PrivateKey key, JWSHeader header) {
        this.key = key;
        this.signer = signer(key);
        this.header = header;
        if (!signer.supportedJWSAlgorithms().contains(header.getAlgorithm())) {
            throw new IllegalArgumentException("must have an alg that its kind of key signs with");
        }
    }

    /**
     * Reads a private RSA (2048 bits at least) or EC (P-256, P-384) key, as a JSON Web Key (RFC 7517) or as PKCS #8 in
     * PEM.
     *
     * @param id what the provider knows it by; null for the {@code kid} of a JSON Web Key
     * @throws IllegalArgumentException that says what it must be, without a word of the text
     */
    public static ClientKey parse(Secret text, @Nullable String id) {
        String written = text.reveal().strip();
        if (written.startsWith("{")) {
            return of(jwk(written), id);
        }
        if (!written.contains("PRIVATE KEY-----")) {
            throw new IllegalArgumentException(
                    "must be a private key, as a JSON Web Key or in PEM (BEGIN PRIVATE KEY)");
        }
        PrivateKey key = PemKey.parse(written);
        return new ClientKey(key, header(algorithm(key)).keyID(id).build());
    }

    private static JWK jwk(String json) {
        try {
            return JWK.parse(json);
        } catch (ParseException | IllegalArgumentException malformed) {
            // Not with the parser's words: they may quote the key.
            throw new IllegalArgumentException("must be a private JSON Web Key of RSA or EC");
        }
    }

    private static ClientKey of(JWK jwk, @Nullable String id) {
        PrivateKey key = privateKey(jwk);
        JWSAlgorithm usual = algorithm(key);
        JWSHeader.Builder header = header(
                jwk.getAlgorithm() == null
                        ? usual
                        : JWSAlgorithm.parse(jwk.getAlgorithm().getName()));
        return new ClientKey(
                key,
                header.keyID(id != null ? id : jwk.getKeyID())
                        // What Microsoft Entra knows a key by.
                        .x509CertSHA256Thumbprint(jwk.getX509CertSHA256Thumbprint())
                        .build());
    }

    private static PrivateKey privateKey(JWK jwk) {
        if (!jwk.isPrivate()) {
            throw new IllegalArgumentException("must be a private key; this one is public");
        }
        if (jwk.getKeyUse() != null && !KeyUse.SIGNATURE.equals(jwk.getKeyUse())) {
            throw new IllegalArgumentException("must be a key for signatures; its use is another");
        }
        try {
            if (jwk instanceof AsymmetricJWK pair) {
                return pair.toPrivateKey();
            }
        } catch (JOSEException otherKind) {
            // Told below.
        }
        throw new IllegalArgumentException(OTHER_KIND);
    }

    private static JWSHeader.Builder header(JWSAlgorithm algorithm) {
        return new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT);
    }

    /** What a key signs with unless it says otherwise. */
    private static JWSAlgorithm algorithm(PrivateKey key) {
        if (key instanceof RSAKey rsa) {
            if (rsa.getModulus().bitLength() < LEAST_BITS) {
                throw new IllegalArgumentException("must have at least 2048 bits");
            }
            return JWSAlgorithm.RS256;
        }
        if (!(key instanceof ECPrivateKey ec)) {
            throw new IllegalArgumentException(OTHER_KIND);
        }
        Curve curve = Curve.forECParameterSpec(ec.getParams());
        if (Curve.P_256.equals(curve)) {
            return JWSAlgorithm.ES256;
        }
        if (Curve.P_384.equals(curve)) {
            return JWSAlgorithm.ES384;
        }
        throw new IllegalArgumentException("must be on the curve P-256 or P-384");
    }

    private static JWSSigner signer(PrivateKey key) {
        try {
            return key instanceof ECPrivateKey ec ? new ECDSASigner(ec) : new RSASSASigner(key);
        } catch (JOSEException otherCurve) {
            throw new IllegalArgumentException(OTHER_KIND);
        }
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

    /** Whether {@code other} makes the same assertions. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ClientKey same
                && key.equals(same.key)
                && header.toString().equals(same.header.toString());
    }

    @Override
    public int hashCode() {
        return header.toString().hashCode();
    }

    /** Names the key, and holds none of it. */
    @Override
    public String toString() {
        return "ClientKey[" + header.getKeyID() + "]";
    }
}

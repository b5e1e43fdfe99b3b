package dev.pkce.gateway.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.Base64URL;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A DPoP proof that is right until a test bends it; as plain JSON, for a library would refuse to make bad ones. */
final class Proof {
    final JsonObject header = new JsonObject().put("typ", "dpop+jwt");
    final JsonObject claims = new JsonObject();
    private JWK key;

    Proof(JWK key, String method, String url) {
        this.key = key;
        header.put("alg", key.getAlgorithm().getName())
                .put("jwk", new JsonObject(key.toPublicJWK().toJSONObject()));
        claims.put("jti", Crypto.random())
                .put("htm", method)
                .put("htu", url)
                .put("iat", Instant.now().getEpochSecond());
    }

    Proof claim(String name, Object value) {
        claims.put(name, value);
        return this;
    }

    Proof without(String name) {
        claims.remove(name);
        return this;
    }

    Proof header(String name, @Nullable Object value) {
        header.put(name, value);
        return this;
    }

    Proof signedBy(JWK other) {
        key = other;
        return this;
    }

    String text() {
        try {
            String input = Crypto.base64Url(header.toBuffer().getBytes()) + "."
                    + Crypto.base64Url(claims.toBuffer().getBytes());
            Base64URL signature = signer().sign(
                            new JWSHeader(JWSAlgorithm.parse(key.getAlgorithm().getName())),
                            input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + signature;
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private JWSSigner signer() throws JOSEException {
        return key.getKeyType().getValue().equals("EC")
                ? new ECDSASigner(key.toECKey())
                : new RSASSASigner(key.toRSAKey());
    }
}

package dev.pkce.gateway.demo;

import com.nimbusds.jose.CompressionAlgorithm;
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSAEncrypter;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** JWEs (RFC 7516) where nobody asked for one: it is not for a client without a key to look into them. */
final class EncryptedTokens {
    private static final int INFLATED = 16 << 20;
    /** Months of PBKDF2 for whoever does as the header says (CVE-2023-52428). */
    private static final int ITERATIONS = 1_000_000_000;

    private EncryptedTokens() {}

    static String encrypted(Map<String, Object> claims, SigningKeys keys) {
        return encrypt(header().build(), new Payload(Signer.genuine(claims, keys)));
    }

    /** Small on the wire, 16 MiB after decompression (RFC 8725 section 3.6). */
    static String bomb(Map<String, Object> claims, SigningKeys keys) {
        return Bomb.TOKEN;
    }

    static String manyIterations(Map<String, Object> claims, SigningKeys keys) {
        JsonObject header = new JsonObject()
                .put("alg", "PBES2-HS256+A128KW")
                .put("enc", "A128GCM")
                .put("p2s", Crypto.random())
                .put("p2c", ITERATIONS);
        String part = "." + Crypto.random();
        return Crypto.base64Url(header.toBuffer().getBytes()) + part.repeat(4);
    }

    private static JWEHeader.Builder header() {
        return new JWEHeader.Builder(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A128GCM);
    }

    private static String encrypt(JWEHeader header, Payload payload) {
        try {
            JWEObject token = new JWEObject(header, payload);
            token.encrypt(new RSAEncrypter(SigningKeys.foreignRsa()));
            return token.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Made once, when it is first wanted. */
    private static final class Bomb {
        static final String TOKEN = encrypt(
                header().compressionAlgorithm(CompressionAlgorithm.DEF).build(), new Payload(" ".repeat(INFLATED)));
    }
}

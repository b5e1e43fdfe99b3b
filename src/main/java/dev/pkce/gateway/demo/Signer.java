package dev.pkce.gateway.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.PlainObject;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns claims into an ID token, rightly or wrongly; null leaves the token out. */
@FunctionalInterface
interface Signer {
    @Nullable String sign(Map<String, Object> claims, SigningKeys keys);

    static String genuine(Map<String, Object> claims, SigningKeys keys) {
        return rsa(header(keys.current().getKeyID()), claims, keys.current());
    }

    static String withBrokenSignature(Map<String, Object> claims, SigningKeys keys) {
        String token = genuine(claims, keys);
        int start = token.lastIndexOf('.') + 1;
        byte[] signature = new Base64URL(token.substring(start)).decode();
        signature[0] ^= 1;
        return token.substring(0, start) + Crypto.base64Url(signature);
    }

    static String byOtherKeyOfSameId(Map<String, Object> claims, SigningKeys keys) {
        return rsa(header(keys.current().getKeyID()), claims, SigningKeys.foreignRsa());
    }

    static String withoutKeyId(Map<String, Object> claims, SigningKeys keys) {
        return rsa(header(null), claims, keys.current());
    }

    static String byUnknownKey(Map<String, Object> claims, SigningKeys keys) {
        return rsa(header(SigningKeys.foreignRsa().getKeyID()), claims, SigningKeys.foreignRsa());
    }

    /** The header names a place, really served, where the key of the forger is found (RFC 8725 section 3.10). */
    static String byKeyAtHeaderUrl(Map<String, Object> claims, SigningKeys keys) {
        RSAKey foreign = SigningKeys.foreignRsa();
        URI place = URI.create(claims.get("iss") + MetadataEndpoint.FOREIGN_KEYS.substring(1));
        return rsa(header(foreign.getKeyID()).jwkURL(place), claims, foreign);
    }

    static String unsigned(Map<String, Object> claims, SigningKeys keys) {
        return new PlainObject(new Payload(claims)).serialize();
    }

    /** The public key as HMAC secret: who lets the token choose the algorithm accepts it (RFC 8725 section 2.1). */
    static String hmacWithPublicKey(Map<String, Object> claims, SigningKeys keys) {
        try {
            String body = Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(keys.current().toRSAPublicKey().getEncoded());
            String pem = "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n";
            JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                    .keyID(keys.current().getKeyID());
            return serialize(header, claims, new MACSigner(pem.getBytes(StandardCharsets.US_ASCII)));
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String byOtherAlgorithm(Map<String, Object> claims, SigningKeys keys) {
        try {
            ECKey key = SigningKeys.otherAlgorithm();
            JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID());
            return serialize(header, claims, new ECDSASigner(key));
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static JWSHeader.Builder header(@Nullable String keyId) {
        return new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId);
    }

    private static String rsa(JWSHeader.Builder header, Map<String, Object> claims, RSAKey key) {
        try {
            return serialize(header, claims, new RSASSASigner(key));
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String serialize(JWSHeader.Builder header, Map<String, Object> claims, JWSSigner signer)
            throws JOSEException {
        JWSObject token = new JWSObject(header.build(), new Payload(claims));
        token.sign(signer);
        return token.serialize();
    }
}

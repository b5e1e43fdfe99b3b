package dev.pkce.gateway.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.Map;

/** Signers with something wrong about the signature, the key or the header (RFC 8725 section 2). */
final class SignatureFaults {
    /** Where tokens with a forged {@code x5u} header point; nothing is there. */
    static final String FOREIGN_CERTIFICATES = "foreign-certificates.pem";

    private SignatureFaults() {}

    static String broken(Map<String, Object> claims, SigningKeys keys) {
        String token = Signer.genuine(claims, keys);
        int start = token.lastIndexOf('.') + 1;
        byte[] signature = new Base64URL(token.substring(start)).decode();
        signature[0] ^= 1;
        return token.substring(0, start) + Crypto.base64Url(signature);
    }

    static String byOtherKeyOfSameId(Map<String, Object> claims, SigningKeys keys) {
        return Signer.genuineJws(claims, keys).signed(Signer.privateKey(SigningKeys.foreignRsa()));
    }

    static String unsigned(Map<String, Object> claims, SigningKeys keys) {
        return Jws.of("none", null, claims).unsigned();
    }

    /** The public key as HMAC secret: who lets the token choose the algorithm accepts it (RFC 8725 section 2.1). */
    static String hmacWithPublicKey(Map<String, Object> claims, SigningKeys keys) {
        String pem = "-----BEGIN PUBLIC KEY-----\n" + encoded(keys.current()) + "\n-----END PUBLIC KEY-----\n";
        return Jws.of("HS256", keys.current().getKeyID(), claims).macced(pem);
    }

    static String hmacWithClientId(Map<String, Object> claims, SigningKeys keys) {
        return Jws.of("HS256", keys.current().getKeyID(), claims).macced(String.valueOf(claims.get("aud")));
    }

    static String withEs256(Map<String, Object> claims, SigningKeys keys) {
        try {
            String keyId = SigningKeys.otherAlgorithm().getKeyID();
            return Jws.of("ES256", keyId, claims)
                    .signed(SigningKeys.otherAlgorithm().toPrivateKey());
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String withPs256(Map<String, Object> claims, SigningKeys keys) {
        return withOther("PS256", claims, keys);
    }

    /** SHA-1, long broken; no library knows it any more. */
    static String withRs1(Map<String, Object> claims, SigningKeys keys) {
        return withOther("RS1", claims, keys);
    }

    static String withoutKeyId(Map<String, Object> claims, SigningKeys keys) {
        return Jws.of("RS256", null, claims).signed(Signer.privateKey(keys.current()));
    }

    static String byUnknownKey(Map<String, Object> claims, SigningKeys keys) {
        return bySomebodyElse(foreign(claims));
    }

    static String underRandomKeyId(Map<String, Object> claims, SigningKeys keys) {
        return Jws.of("RS256", Crypto.random(), claims).signed(Signer.privateKey(keys.current()));
    }

    /** The header names a place, really served, where the key of the forger is found (RFC 8725 section 3.10). */
    static String byKeyAtHeaderUrl(Map<String, Object> claims, SigningKeys keys) {
        return bySomebodyElse(
                foreign(claims).with("jku", claims.get("iss") + MetadataEndpoint.FOREIGN_KEYS.substring(1)));
    }

    static String byCertificateAtHeaderUrl(Map<String, Object> claims, SigningKeys keys) {
        return bySomebodyElse(foreign(claims).with("x5u", claims.get("iss") + FOREIGN_CERTIFICATES));
    }

    static String byKeyInHeader(Map<String, Object> claims, SigningKeys keys) {
        JsonObject key = new JsonObject(SigningKeys.foreignRsa().toPublicJWK().toJSONObject());
        return bySomebodyElse(foreign(claims).with("jwk", key));
    }

    /** RFC 7515 section 4.1.11: who does not know what is critical must refuse. */
    static String withCriticalHeader(Map<String, Object> claims, SigningKeys keys) {
        return Signer.genuineJws(claims, keys)
                .with("crit", JsonArray.of("canary"))
                .with("canary", true)
                .signed(Signer.privateKey(keys.current()));
    }

    /** RFC 7797: the payload is then the encoded text itself, no JSON; the signature is the same either way. */
    static String withUnencodedPayload(Map<String, Object> claims, SigningKeys keys) {
        return Signer.genuineJws(claims, keys)
                .with("crit", JsonArray.of("b64"))
                .with("b64", false)
                .signed(Signer.privateKey(keys.current()));
    }

    /** The same nonce in two members, which readers of JSON treat differently (RFC 8259 section 4). */
    static String withNonceTwice(Map<String, Object> claims, SigningKeys keys) {
        Jws token = Signer.genuineJws(claims, keys);
        String member = new JsonObject().put("nonce", claims.get("nonce")).encode();
        String payload =
                member.substring(0, member.length() - 1) + "," + token.payload().substring(1);
        return new Jws(token.header(), payload).signed(Signer.privateKey(keys.current()));
    }

    private static String withOther(String algorithm, Map<String, Object> claims, SigningKeys keys) {
        String keyId = keys.currentFor(algorithm).getKeyID();
        return Jws.of(algorithm, keyId, claims).signed(Signer.privateKey(keys.current()));
    }

    private static Jws foreign(Map<String, Object> claims) {
        return Jws.of("RS256", SigningKeys.foreignRsa().getKeyID(), claims);
    }

    private static String bySomebodyElse(Jws token) {
        return token.signed(Signer.privateKey(SigningKeys.foreignRsa()));
    }

    private static String encoded(RSAKey key) {
        try {
            return Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(key.toRSAPublicKey().getEncoded());
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

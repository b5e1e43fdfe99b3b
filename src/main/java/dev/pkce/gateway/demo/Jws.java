package dev.pkce.gateway.demo;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A JWS (RFC 7515) put together by hand, because a library would rightly refuse to make the wrong ones. */
record Jws(JsonObject header, String payload) {
    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC);

    static Jws of(String algorithm, @Nullable String keyId, Map<String, Object> claims) {
        JsonObject header = new JsonObject().put("alg", algorithm);
        if (keyId != null) {
            header.put("kid", keyId);
        }
        return new Jws(header, new JsonObject(claims).encode());
    }

    Jws with(String name, Object value) {
        return new Jws(header.copy().put(name, value), payload);
    }

    String signed(PrivateKey key) {
        try {
            Signature signature = signature();
            signature.initSign(key);
            signature.update(input().getBytes(StandardCharsets.US_ASCII));
            return input() + "." + Crypto.base64Url(signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String macced(String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return input() + "." + Crypto.base64Url(mac.doFinal(input().getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String unsigned() {
        return input() + ".";
    }

    private String input() {
        return Crypto.base64Url(header.toBuffer().getBytes()) + "."
                + Crypto.base64Url(payload.getBytes(StandardCharsets.UTF_8));
    }

    private Signature signature() throws GeneralSecurityException {
        String algorithm = header.getString("alg");
        if (algorithm.equals("PS256")) {
            Signature signature = Signature.getInstance("RSASSA-PSS");
            signature.setParameter(PSS);
            return signature;
        }
        return Signature.getInstance(
                switch (algorithm) {
                    case "RS256" -> "SHA256withRSA";
                    case "RS1" -> "SHA1withRSA";
                    case "ES256" -> "SHA256withECDSAinP1363Format";
                    default -> throw new IllegalArgumentException(algorithm);
                });
    }
}

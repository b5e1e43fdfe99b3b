package dev.pkce.gateway.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.Base64URL;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks an ID token as OIDC Core section 3.1.3.7 asks for and lists all that is wrong, from the bare JSON. */
final class IdTokenInspector {
    private static final Pattern NONCE = Pattern.compile("\"nonce\":");

    private final Client client;
    private final JWKSet keys;
    private final List<String> complaints = new ArrayList<>();

    IdTokenInspector(Client client, JWKSet keys) {
        this.client = client;
        this.keys = keys;
    }

    String complaints(JsonObject tokens) throws Exception {
        Object member = tokens.getValue("id_token");
        if (!(member instanceof String token)) {
            return member == null ? "absent" : "no text";
        }
        String[] parts = token.split("\\.", -1);
        complain(token.length() > 900_000, "huge");
        if (parts.length == 5) {
            inspectEncryption(new JsonObject(decoded(parts[0])));
        } else if (parts.length == 3) {
            inspectSignature(new JsonObject(decoded(parts[0])), token);
            complain(NONCE.matcher(decoded(parts[1])).results().count() > 1, "second nonce");
            inspectClaims(new JsonObject(decoded(parts[1])), tokens.getString("access_token"));
        } else {
            complaints.add("not a JWT");
        }
        return String.join(" ", complaints);
    }

    private void inspectEncryption(JsonObject header) {
        complaints.add("encrypted");
        complain(header.containsKey("zip"), "zip");
        complain(header.getInteger("p2c", 0) > 1_000_000, "p2c");
    }

    private void inspectSignature(JsonObject header, String token) throws Exception {
        String algorithm = header.getString("alg");
        complain(!algorithm.equals("RS256"), "alg " + algorithm);
        if (algorithm.equals("none")) {
            complain(!token.endsWith("."), "signature");
            return;
        }
        String keyId = header.getString("kid");
        JWK key = keyId == null ? keys.getKeys().get(0) : keys.getKeyByKeyId(keyId);
        complain(keyId == null, "no kid");
        complain(key == null, "key");
        complain(key != null && !verifies(algorithm, token, key), "signature");
        header.fieldNames().stream()
                .filter(name -> !Set.of("alg", "kid", "canary").contains(name))
                .forEach(complaints::add);
    }

    private static boolean verifies(String algorithm, String token, JWK key) throws Exception {
        int end = token.lastIndexOf('.');
        byte[] input = token.substring(0, end).getBytes(StandardCharsets.US_ASCII);
        Base64URL signature = new Base64URL(token.substring(end + 1));
        return switch (algorithm) {
            case "RS256", "PS256" -> new RSASSAVerifier(key.toRSAKey()).verify(header(algorithm), input, signature);
            case "ES256" -> new ECDSAVerifier(key.toECKey()).verify(header(algorithm), input, signature);
            case "RS1" -> verifiesSha1(key, input, signature.decode());
            // An HMAC cannot be checked with what is published; that it is one is complaint enough.
            default -> algorithm.equals("HS256");
        };
    }

    private static JWSHeader header(String algorithm) {
        return new JWSHeader(JWSAlgorithm.parse(algorithm));
    }

    private static boolean verifiesSha1(JWK key, byte[] input, byte[] bytes) throws Exception {
        Signature signature = Signature.getInstance("SHA1withRSA");
        signature.initVerify(publicKey(key));
        signature.update(input);
        return signature.verify(bytes);
    }

    private static PublicKey publicKey(JWK key) throws JOSEException {
        return key.toRSAKey().toPublicKey();
    }

    private void inspectClaims(JsonObject claims, String accessToken) throws Exception {
        long now = Instant.now().getEpochSecond();
        inspectText(claims, "iss", client.provider.issuer());
        inspectAudience(claims.getValue("aud"), claims.getString("azp"));
        inspectEnd(claims.getValue("exp"), now);
        Long issued = claims.getLong("iat");
        complain(issued == null, "no iat");
        complain(issued != null && issued > now + 60, "iat");
        complain(issued != null && issued < now - 86_400, "old iat");
        inspectText(claims, "nonce", client.nonce);
        inspectSubject(claims.getValue("sub"));
        inspectText(claims, "at_hash", leftHalf(accessToken));
    }

    private void inspectAudience(@Nullable Object audience, @Nullable String party) {
        List<?> all = audience instanceof JsonArray several ? several.getList() : Arrays.asList(audience);
        complain(!all.contains(Client.ID), "aud");
        complain(all.size() > 1, "other aud");
        complain(all.size() > 1 && party == null, "no azp");
        complain(party != null && !party.equals(Client.ID), "azp");
    }

    private void inspectEnd(@Nullable Object end, long now) {
        if (end instanceof Number seconds) {
            complain(seconds.doubleValue() > 1e11, "far exp");
            complain(seconds.longValue() <= now - 60, "exp");
            complain(seconds.longValue() <= now && seconds.longValue() > now - 60, "just exp");
        } else {
            complaints.add(end == null ? "no exp" : "text exp");
        }
    }

    private void inspectSubject(@Nullable Object subject) {
        if (subject instanceof String text) {
            complain(text.isEmpty(), "empty sub");
            complain(text.length() > 255, "long sub");
            complain(text.endsWith("somebody-else"), "other sub");
        } else {
            complaints.add(subject == null ? "no sub" : "number sub");
        }
    }

    private void inspectText(JsonObject claims, String name, String expected) {
        Object value = claims.getValue(name);
        complain(value == null, "no " + name);
        complain(value != null && !value.equals(expected), name);
    }

    private void complain(boolean wrong, String about) {
        if (wrong) {
            complaints.add(about);
        }
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    private static String leftHalf(String accessToken) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(accessToken.getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 16));
    }
}

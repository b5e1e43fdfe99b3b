package dev.pkce.gateway.demo;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Checks an ID token as OIDC Core section 3.1.3.7 asks for and lists all that is wrong. */
final class IdTokenInspector {
    private final Client client;
    private final JWKSet keys;
    private final List<String> complaints = new ArrayList<>();

    IdTokenInspector(Client client, JWKSet keys) {
        this.client = client;
        this.keys = keys;
    }

    String complaints(JsonObject tokens) throws Exception {
        String text = tokens.getString("id_token");
        if (text == null) {
            return "absent";
        }
        JWT token;
        try {
            token = JWTParser.parse(text);
        } catch (ParseException malformed) {
            return "not a JWT";
        }
        inspectSignature(token);
        inspectClaims(token.getJWTClaimsSet(), tokens.getString("access_token"));
        return String.join(" ", complaints);
    }

    private void inspectSignature(JWT token) throws Exception {
        complain(
                !token.getHeader().getAlgorithm().equals(JWSAlgorithm.RS256),
                "alg " + token.getHeader().getAlgorithm());
        if (token instanceof SignedJWT signed) {
            JWSHeader header = signed.getHeader();
            JWK key = header.getKeyID() == null ? keys.getKeys().get(0) : keys.getKeyByKeyId(header.getKeyID());
            complain(header.getKeyID() == null, "no kid");
            complain(key == null, "key");
            complain(header.getJWKURL() != null, "jku");
            complain(key != null && !verifies(signed, key), "signature");
        }
    }

    private static boolean verifies(SignedJWT token, JWK key) throws Exception {
        JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
        if (algorithm.equals(JWSAlgorithm.RS256)) {
            return token.verify(new RSASSAVerifier(key.toRSAKey()));
        }
        // An HMAC cannot be checked with what is published; that it is one is complaint enough.
        return !algorithm.equals(JWSAlgorithm.ES256) || token.verify(new ECDSAVerifier(key.toECKey()));
    }

    private void inspectClaims(JWTClaimsSet claims, String accessToken) throws Exception {
        Instant now = Instant.now();
        inspectText(claims, "iss", client.provider.issuer());
        complain(!claims.getAudience().contains(Client.ID), "aud");
        complain(claims.getAudience().size() > 1, "other aud");
        complain(claims.getClaim("azp") != null && !Client.ID.equals(claims.getClaim("azp")), "azp");
        complain(claims.getExpirationTime() == null, "no exp");
        complain(
                claims.getExpirationTime() != null
                        && claims.getExpirationTime().toInstant().isBefore(now),
                "exp");
        complain(claims.getIssueTime() == null, "no iat");
        complain(
                claims.getIssueTime() != null
                        && claims.getIssueTime().toInstant().isAfter(now.plusSeconds(60)),
                "iat");
        inspectText(claims, "nonce", client.nonce);
        complain(claims.getSubject() == null, "no sub");
        inspectText(claims, "at_hash", leftHalf(accessToken));
    }

    private void inspectText(JWTClaimsSet claims, String name, String expected) {
        Object value = claims.getClaim(name);
        complain(value == null, "no " + name);
        complain(value != null && !value.equals(expected), name);
    }

    private void complain(boolean wrong, String about) {
        if (wrong) {
            complaints.add(about);
        }
    }

    private static String leftHalf(String accessToken) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(accessToken.getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 16));
    }
}

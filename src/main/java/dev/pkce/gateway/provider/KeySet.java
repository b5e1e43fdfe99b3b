package dev.pkce.gateway.provider;

import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;

/** Reads a JWK set (RFC 7517 section 5), leaving out what no signature may be checked with instead of failing on it. */
final class KeySet {
    private static final int MAX_KEYS = 100;

    private KeySet() {}

    /** The public signature keys in {@code text}; none if it is no key set. */
    static JWKSet read(String text) {
        try {
            Object keys = new JsonObject(text).getValue("keys");
            return keys instanceof JsonArray array ? new JWKSet(usable(array)) : new JWKSet();
        } catch (DecodeException | ClassCastException noObject) {
            return new JWKSet();
        }
    }

    private static List<JWK> usable(JsonArray keys) {
        return keys.stream()
                .limit(MAX_KEYS)
                .flatMap(entry -> key(entry).stream())
                .toList();
    }

    // RFC 7517 section 5 has implementations ignore keys that they do not understand.
    private static Optional<JWK> key(Object entry) {
        if (!(entry instanceof JsonObject json)) {
            return Optional.empty();
        }
        try {
            // A secret that is published is none, and a private key that is published signs for anybody.
            return Optional.of(JWK.parse(json.encode()))
                    .filter(key -> key instanceof AsymmetricJWK && !key.isPrivate())
                    .filter(key -> key.getKeyUse() == null || KeyUse.SIGNATURE.equals(key.getKeyUse()));
        } catch (ParseException | IllegalArgumentException notAKey) {
            return Optional.empty();
        }
    }
}

package dev.pkce.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** The realm of these tests: a file, and the secrets that go into it, made anew for each run. */
final class KeycloakRealm {
    static final String NAME = "pkce";
    /** The client whose users must consent. */
    static final String ASKING = "asking";
    /** The client whose tokens are bound to a key. */
    static final String BOUND = "bound";
    /** The client that has a secret. */
    static final String CONFIDENTIAL = "confidential";
    /** The client that has a key. */
    static final String SIGNING = "signing";

    private static final Path FILE = Path.of("src/test/resources/keycloak/realm.json");

    private final String password = UUID.randomUUID().toString();
    // The signs show that both sides form-encode it (RFC 6749 section 2.3.1).
    private final String secret = UUID.randomUUID() + "+%25 /:é";
    private final ECKey key = newKey();

    static ECKey newKey() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .keyIDFromThumbprint(true)
                    .generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String password() {
        return password;
    }

    String secret() {
        return secret;
    }

    ECKey key() {
        return key;
    }

    /** As Keycloak imports it. */
    JsonObject json() throws IOException {
        JsonObject realm = new JsonObject(Files.readString(FILE));
        JsonObject credential = new JsonObject().put("type", "password").put("value", password);
        realm.getJsonArray("users").getJsonObject(0).put("credentials", new JsonArray().add(credential));
        client(realm, CONFIDENTIAL).put("secret", secret);
        JsonObject published = new JsonObject(new JWKSet(key).toJSONObject(true));
        client(realm, SIGNING).getJsonObject("attributes").put("jwks.string", published.encode());
        return realm;
    }

    private static JsonObject client(JsonObject realm, String id) {
        return realm.getJsonArray("clients").stream()
                .map(JsonObject.class::cast)
                .filter(client -> id.equals(client.getString("clientId")))
                .findFirst()
                .orElseThrow();
    }
}

package dev.pkce.gateway;

import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.settings.Settings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The keys that the program reads, as it says itself. */
final class KnownKeys {
    private KnownKeys() {}

    /** By name; of providers unlike one another, so that no default is one that hangs on another key. */
    static Map<String, JsonObject> read() throws InvalidConfiguration {
        JsonArray providers = new JsonArray()
                .add(new JsonObject().put("issuer", "https://id.example/"))
                .add(new JsonObject()
                        .put("issuer", "https://other.example/")
                        .put("client-id", "id")
                        .put("client-secret", "secret"))
                .add(new JsonObject().put("preset", "auth0").put("tenant", "a.example"))
                .add(new JsonObject().put("preset", "github"));
        Settings settings = Settings.of(new JsonObject().put("providers", providers));
        GatewayConfig.read(settings);
        return new TreeMap<>(settings.keys());
    }

    /** What stands in an environment variable for {@code key}. */
    static String variable(String key) {
        return "PKCE_"
                + key.replace("[]", "[0]").replaceAll("[^A-Za-z0-9]+", "_").toUpperCase(Locale.ROOT);
    }
}

package dev.pkce.gateway;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** People try a sign-in on the gateway's own page, in a real browser; the pictures are in {@code target/screenshots}. */
@ExtendWith(GatewayExtension.class)
class PlaygroundIT {
    private static final String NOBODY = "http://localhost:1/";

    @Test
    void people_try_a_sign_in_on_the_page(TestGateways gateways) throws Exception {
        JsonObject places = new JsonObject()
                .put("executable", ChromiumIT.chromium())
                .put(
                        "screenshots",
                        Path.of("target/screenshots").toAbsolutePath().toString())
                .put("tried", start(gateways, new JsonObject(), null))
                .put("brief", start(gateways, new JsonObject().put("ttl", "3s"), null))
                .put("down", start(gateways, new JsonObject(), NOBODY))
                .put("asking", start(gateways, new JsonObject().put("binding", "confirm"), null));

        Node.run("playground.mjs", places.encode());
    }

    private static String start(TestGateways gateways, JsonObject flows, @Nullable String issuer) {
        return gateways.start(config -> {
                    config.put("flows", flows).getJsonObject("http").put("playground", true);
                    JsonObject provider = config.getJsonArray("providers").getJsonObject(0);
                    provider.put("name", "development").put("client-id", "client");
                    provider.put("issuer", issuer == null ? provider.getString("issuer") : issuer);
                })
                .url();
    }
}

package dev.pkce.gateway;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** People try a sign-in on the gateway's own page, in a real browser; the pictures are in {@code target/screenshots}. */
@ExtendWith(GatewayExtension.class)
class PlaygroundIT {
    private static final String NOBODY = "http://localhost:1/";

    @Test
    void people_try_a_sign_in_on_the_page(TestGateways gateways) throws Exception {
        int cable = FreePort.next();
        String behind = "http://localhost:" + cable;
        TestGateway cut = start(gateways, http -> http.put("public-url", behind), new JsonObject(), null);
        JsonObject places = new JsonObject()
                .put("executable", ChromiumIT.chromium())
                .put(
                        "screenshots",
                        Path.of("target/screenshots").toAbsolutePath().toString())
                .put("tried", url(gateways, new JsonObject(), null))
                .put("brief", url(gateways, new JsonObject().put("ttl", "3s"), null))
                .put("down", url(gateways, new JsonObject(), NOBODY))
                .put("asking", url(gateways, new JsonObject().put("binding", "confirm"), null))
                .put("bound", url(gateways, new JsonObject().put("binding", "cookie"), null))
                .put(
                        "cut",
                        new JsonObject()
                                .put("port", cable)
                                .put("to", cut.gateway().port()));

        Node.run("playground.mjs", places.encode());
    }

    private static String url(TestGateways gateways, JsonObject flows, @Nullable String issuer) {
        return start(gateways, http -> {}, flows, issuer).url();
    }

    private static TestGateway start(
            TestGateways gateways, Consumer<JsonObject> http, JsonObject flows, @Nullable String issuer) {
        return gateways.start(config -> {
            http.accept(config.put("flows", flows).getJsonObject("http").put("playground", true));
            JsonObject provider = config.getJsonArray("providers").getJsonObject(0);
            provider.put("name", "development").put("client-id", "client");
            provider.put("issuer", issuer == null ? provider.getString("issuer") : issuer);
        });
    }
}

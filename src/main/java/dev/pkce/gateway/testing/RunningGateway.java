package dev.pkce.gateway.testing;

import dev.pkce.gateway.GatewayConfig;
import dev.pkce.gateway.GatewayVerticle;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.settings.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A gateway, its provider, and what both run on. Waits, so not for an event loop. */
record RunningGateway(Vertx vertx, DevelopmentProvider provider, GatewayVerticle gateway) {
    private static final long PATIENCE_SECONDS = 60;

    static RunningGateway start(JsonObject configuration) throws InvalidConfiguration, TimeoutException {
        Vertx vertx = Vertx.vertx();
        try {
            DevelopmentProvider provider =
                    DevelopmentProvider.start(vertx, 0).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            GatewayVerticle gateway = new GatewayVerticle(config(configuration, provider));
            vertx.deployVerticle(gateway).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return new RunningGateway(vertx, provider, gateway);
        } catch (Throwable failure) {
            vertx.close();
            throw failure;
        }
    }

    private static GatewayConfig config(JsonObject wanted, DevelopmentProvider provider) throws InvalidConfiguration {
        JsonObject config = new JsonObject()
                .put("http", new JsonObject().put("port", 0))
                .put("management", new JsonObject().put("port", 0))
                .put("providers", new JsonArray().add(new JsonObject()))
                .mergeIn(wanted, true);
        JsonObject first = config.getJsonArray("providers").getJsonObject(0);
        if (!first.containsKey("issuer")) {
            first.put("issuer", provider.issuer());
        }
        return GatewayConfig.read(Settings.of(config));
    }

    void stop() throws TimeoutException {
        vertx.close().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}

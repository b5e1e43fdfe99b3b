package dev.pkce.gateway;

import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.settings.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Starts gateways in front of one provider, each on a Vert.x of its own, as each would have a process of its own. */
public final class TestGateways implements AutoCloseable {
    private final List<Vertx> started = new ArrayList<>();
    private final DevelopmentProvider provider;

    public TestGateways(DevelopmentProvider provider) {
        this.provider = provider;
    }

    static void behave(DevelopmentProvider provider) {
        // Tests make answers of their own, without iss, unless they are about it.
        provider.reset().promiseResponseIssuer(false);
        provider.recorder().clear();
    }

    /** A gateway with the defaults. */
    public TestGateway start() {
        return start(config -> {});
    }

    /** A gateway whose configuration, as JSON, {@code change} has changed. */
    public TestGateway start(Consumer<JsonObject> change) {
        return start(new VertxOptions(), change);
    }

    /** The same on a Vert.x that is not the usual one. */
    public TestGateway start(VertxOptions options, Consumer<JsonObject> change) {
        return start(options, config(change));
    }

    /** The configuration of a gateway, as JSON, once {@code change} has changed it. */
    public GatewayConfig config(Consumer<JsonObject> change) {
        JsonObject config = new JsonObject()
                .put("http", new JsonObject().put("port", 0))
                .put("management", new JsonObject().put("port", 0))
                .put("flows", new JsonObject())
                .put("providers", new JsonArray().add(new JsonObject().put("issuer", provider.issuer())));
        change.accept(config);
        try {
            return GatewayConfig.read(Settings.of(config));
        } catch (InvalidConfiguration invalid) {
            throw new IllegalArgumentException(invalid);
        }
    }

    private TestGateway start(VertxOptions options, GatewayConfig config) {
        Vertx vertx = Running.vertx(options, config.tracing());
        started.add(vertx);
        GatewayVerticle gateway = new GatewayVerticle(config);
        try {
            vertx.deployVerticle(gateway).await(20, TimeUnit.SECONDS);
        } catch (TimeoutException slow) {
            throw new IllegalStateException(slow);
        }
        return new TestGateway(vertx, gateway, provider);
    }

    @Override
    public void close() throws TimeoutException {
        for (Vertx vertx : started) {
            vertx.close().await(30, TimeUnit.SECONDS);
        }
    }
}

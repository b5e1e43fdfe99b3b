package dev.pkce.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayConfig;
import dev.pkce.gateway.GatewayVerticle;
import dev.pkce.gateway.demo.Browser;
import dev.pkce.gateway.settings.Settings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A gateway that is part of a program which counts in a registry of its own. */
@ExtendWith(VertxExtension.class)
class MetersTest {
    @Test
    void what_the_gateway_counts_goes_with_it(Vertx vertx) throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        Counter own = registry.counter("programs.own");
        GatewayVerticle gateway = new GatewayVerticle(config(), registry);
        String id = vertx.deployVerticle(gateway).await(20, TimeUnit.SECONDS);
        assertThat(names(registry)).contains("pkce.requests", "pkce.flows").noneMatch(name -> name.startsWith("jvm"));
        assertThat(metrics(gateway)).as("it is the program's to show").isEqualTo(404);

        vertx.undeploy(id).await(20, TimeUnit.SECONDS);

        assertThat(names(registry)).containsExactly("programs.own");
        own.increment();
        assertThat(own.count()).isOne();
        assertThat(registry.isClosed()).isFalse();
    }

    @Test
    void a_registry_of_prometheus_is_shown_whoever_has_made_it(Vertx vertx) throws Exception {
        GatewayVerticle gateway = new GatewayVerticle(config(), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        vertx.deployVerticle(gateway).await(20, TimeUnit.SECONDS);

        assertThat(metrics(gateway)).isEqualTo(200);
    }

    private static GatewayConfig config() throws Exception {
        return GatewayConfig.read(Settings.of(new JsonObject()
                .put("http", new JsonObject().put("port", 0))
                .put("management", new JsonObject().put("port", 0))
                .put("providers", new JsonArray().add(new JsonObject().put("issuer", "http://127.0.0.1:9/")))));
    }

    private static int metrics(GatewayVerticle gateway) {
        return new Browser()
                .get("http://127.0.0.1:" + gateway.managementPort() + "/metrics")
                .statusCode();
    }

    private static Stream<String> names(MeterRegistry registry) {
        return registry.getMeters().stream().map(Meter::getId).map(Meter.Id::getName);
    }
}

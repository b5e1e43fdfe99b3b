package dev.pkce.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.Browser;
import dev.pkce.gateway.demo.DevelopmentProvider;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class HealthTest {
    private static final String CANARY = "canary-2a7d94";

    private final Browser client = new Browser();

    @Test
    @DisplayName("R15: a provider that is down makes no gateway unhealthy, which serves others; health tells no secret")
    void provider_down(Vertx vertx) throws Exception {
        DevelopmentProvider provider = DevelopmentProvider.start(vertx, 0).await(20, TimeUnit.SECONDS);
        provider.stop().await(20, TimeUnit.SECONDS);
        try (TestGateways gateways = new TestGateways(provider)) {
            TestGateway gateway = gateways.start(config -> config.getJsonArray("providers")
                    .getJsonObject(0)
                    .put("client-id", CANARY)
                    .put("client-secret", CANARY));
            JsonObject seed = gateway.login().seed().put("client_id", CANARY);
            gateway.postJson("/pkce/code", seed).expectProblem(502, "server_error");

            for (String what : new String[] {"live", "ready", "started"}) {
                HttpResponse<String> answer = health(gateway, what);
                assertThat(answer.statusCode()).as(what).isEqualTo(200);
                assertThat(new JsonObject(answer.body())).isEqualTo(new JsonObject().put("status", "up"));
                assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
                assertThat(answer.headers().toString()).doesNotContain(CANARY);
            }
        }
    }

    @Test
    @DisplayName("R15: a gateway that is about to go is alive, but not ready")
    void draining(Vertx vertx) throws Exception {
        DevelopmentProvider provider = DevelopmentProvider.start(vertx, 0).await(20, TimeUnit.SECONDS);
        try (TestGateways gateways = new TestGateways(provider)) {
            TestGateway gateway = gateways.start(config ->
                    config.put("stop", new JsonObject().put("delay", "1m").put("deadline", "2m")));
            assertThat(health(gateway, "ready").statusCode()).isEqualTo(200);

            gateway.gateway().drain();

            assertThat(health(gateway, "ready").statusCode()).isEqualTo(503);
            assertThat(health(gateway, "live").statusCode()).isEqualTo(200);
            gateway.get("/pkce/challenge").expect(200);
        }
    }

    private HttpResponse<String> health(TestGateway gateway, String what) {
        return client.get("http://127.0.0.1:" + gateway.gateway().managementPort() + "/health/" + what);
    }
}

package dev.pkce.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.Browser;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class HealthTest {
    private static final String CANARY = "canary-2a7d94";
    private static final String PROVIDER = "provider development";

    private final Browser client = new Browser();

    @Test
    @DisplayName("R15: a provider that is down makes no gateway unhealthy, which serves others; health tells no secret")
    void provider_down(Vertx vertx) throws Exception {
        DevelopmentProvider provider = DevelopmentProvider.start(vertx, 0).await(20, TimeUnit.SECONDS);
        provider.stop().await(20, TimeUnit.SECONDS);
        try (TestGateways gateways = new TestGateways(provider)) {
            TestGateway gateway = gateways.start(config -> config.getJsonArray("providers")
                    .getJsonObject(0)
                    .put("name", "development")
                    .put("client-id", CANARY)
                    .put("client-secret", CANARY));
            JsonObject seed = gateway.login().seed().put("client_id", CANARY);
            gateway.postJson("/pkce/code", seed).expectProblem(502, "server_error");

            for (String what : new String[] {"live", "ready", "started"}) {
                HttpResponse<String> answer = health(gateway, what);
                assertThat(answer.statusCode()).as(what).isEqualTo(200);
                assertThat(new JsonObject(answer.body()).getString("status")).isEqualTo("up");
                assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
                assertThat(answer.headers() + answer.body())
                        .doesNotContain(CANARY, seed.getString("state"), provider.issuer());
            }
            assertThat(check(gateway, PROVIDER))
                    .isEqualTo(down(PROVIDER, "Its endpoints have not been discovered yet."));
        }
    }

    @Test
    void a_gateway_that_is_to_need_a_provider_is_ready_once_it_has_found_one(Vertx vertx) throws Exception {
        DevelopmentProvider provider = DevelopmentProvider.start(vertx, 0).await(20, TimeUnit.SECONDS);
        provider.stop().await(20, TimeUnit.SECONDS);
        try (TestGateways gateways = new TestGateways(provider)) {
            TestGateway gateway =
                    gateways.start(config -> config.getJsonObject("management").put("ready-needs-provider", true));
            assertThat(health(gateway, "ready").statusCode()).isEqualTo(503);
            assertThat(health(gateway, "live").statusCode()).isEqualTo(200);

            DevelopmentProvider.start(vertx, provider.port()).await(20, TimeUnit.SECONDS);

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> health(gateway, "ready").statusCode() == 200);
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
            assertThat(check(gateway, "traffic")).isEqualTo(down("traffic", "The gateway is about to stop."));
            assertThat(health(gateway, "live").statusCode()).isEqualTo(200);
            gateway.get("/pkce/challenge").expect(200);
        }
    }

    @Test
    void a_gateway_without_room_says_so_and_stays_ready_for_whom_it_holds(Vertx vertx) throws Exception {
        DevelopmentProvider provider = DevelopmentProvider.start(vertx, 0).await(20, TimeUnit.SECONDS);
        try (TestGateways gateways = new TestGateways(provider)) {
            TestGateway gateway =
                    gateways.start(config -> config.getJsonObject("flows").put("max", 1));
            assertThat(check(gateway, "flows")).isEqualTo(up("flows"));

            gateway.get("/pkce/challenge").expect(200);

            assertThat(check(gateway, "flows")).isEqualTo(down("flows", "flows.max is reached."));
            assertThat(health(gateway, "ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_provider_that_is_not_called_for_its_failures_is_told_of(Vertx vertx) throws Exception {
        DevelopmentProvider provider = DevelopmentProvider.start(vertx, 0).await(20, TimeUnit.SECONDS);
        try (TestGateways gateways = new TestGateways(provider)) {
            TestGateway gateway = gateways.start(
                    config -> config.getJsonArray("providers").getJsonObject(0).put("name", "development"));
            await().until(() -> check(gateway, PROVIDER).equals(up(PROVIDER)));
            provider.faults().on(Leg.AUTHORIZE, Fault.reset());
            List<CompletableFuture<Reply>> calls = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                calls.add(gateway.postJsonAsync("/pkce/code", gateway.login().seed()));
            }
            calls.forEach(CompletableFuture::join);

            assertThat(check(gateway, PROVIDER).getString("reason"))
                    .startsWith("It is down")
                    .contains("authorize");
        }
    }

    @Test
    void a_gateway_that_does_not_listen_yet_has_not_started() {
        EventLoops loops = new EventLoops(new SimpleMeterRegistry());
        Check room = Check.that("flows", () -> true, "");
        Health health = new Health(new Readiness(), loops, room, List::of, false);

        assertThat(health.live().up()).isTrue();
        assertThat(health.started().up()).isFalse();
        assertThat(health.ready().up()).isFalse();
    }

    @Test
    void an_event_loop_that_is_blocked_is_noticed(Vertx vertx) throws Exception {
        EventLoops loops = new EventLoops(new SimpleMeterRegistry());
        vertx.deployVerticle(loops).await(10, TimeUnit.SECONDS);
        assertThat(loops.trouble()).isEmpty();
        CountDownLatch done = new CountDownLatch(1);
        vertx.runOnContext(blocking -> {
            try {
                done.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });

        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        loops.trouble().filter(why -> why.startsWith("1 of ")).isPresent());
        done.countDown();
        await().until(() -> loops.trouble().isEmpty());
    }

    private HttpResponse<String> health(TestGateway gateway, String what) {
        return client.get("http://127.0.0.1:" + gateway.gateway().managementPort() + "/health/" + what);
    }

    private JsonObject check(TestGateway gateway, String name) {
        return new JsonObject(health(gateway, "ready").body())
                .getJsonArray("checks").stream()
                        .map(JsonObject.class::cast)
                        .filter(check -> check.getString("name").equals(name))
                        .findFirst()
                        .orElseThrow();
    }

    private static JsonObject up(String name) {
        return new JsonObject().put("name", name).put("status", "up");
    }

    private static JsonObject down(String name, String reason) {
        return new JsonObject().put("name", name).put("status", "down").put("reason", reason);
    }
}

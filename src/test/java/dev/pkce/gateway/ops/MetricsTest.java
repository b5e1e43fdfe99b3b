package dev.pkce.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(GatewayExtension.class)
class MetricsTest {
    private static final List<String> STAGES =
            List.of("issued", "seeded", "held", "answered", "redeeming", "spent", "denied");

    @Test
    @DisplayName("I9: flows are counted where they are, and once their time is over nowhere")
    void flows_are_counted_by_stage(TestGateways gateways) {
        TestGateway gateway =
                gateways.start(config -> config.getJsonObject("flows").put("ttl", "3s"));
        Login login = gateway.login();
        assertThat(flows(gateway, "issued")).isOne();
        CompletableFuture<Reply> parked = login.seeded().park();
        await().until(() -> Scrape.of(gateway).value("pkce_callers_waiting") == 1);
        OpenMetrics waiting = Scrape.of(gateway);
        assertThat(waiting.value("pkce_flows", "stage", "seeded")).isOne();
        assertThat(waiting.value("pkce_requests_active")).isGreaterThanOrEqualTo(1);
        assertThat(waiting.value("pkce_connections")).isGreaterThanOrEqualTo(1);

        String code = login.signIn();
        parked.join().expect(200);
        assertThat(flows(gateway, "answered")).isOne();
        login.token(code).expect(200);
        assertThat(flows(gateway, "spent")).isOne();
        assertThat(Scrape.of(gateway).value("pkce_callers_waiting")).isZero();

        await().untilAsserted(() -> assertThat(STAGES)
                .allSatisfy(stage -> assertThat(flows(gateway, stage)).as(stage).isZero()));
    }

    private static double flows(TestGateway gateway, String stage) {
        return Scrape.of(gateway).value("pkce_flows", "stage", stage);
    }

    @Test
    void requests_are_timed_by_route_and_outcome(TestGateway gateway) {
        String[] challenges = {"route", "/pkce/challenge", "outcome", "success"};
        double before = Scrape.of(gateway).value("pkce_requests_seconds_count", challenges);

        gateway.get("/pkce/challenge").expect(200);

        await().untilAsserted(() -> assertThat(Scrape.of(gateway).value("pkce_requests_seconds_count", challenges))
                .isEqualTo(before + 1));
    }

    @Test
    void what_room_had_to_be_made_for_is_counted(TestGateways gateways) {
        TestGateway gateway = gateways.start(config -> {
            config.getJsonObject("flows").put("max", 1).put("ttl", "10s");
            config.getJsonObject("http").put("rate-limits", new JsonObject().put("token", "1/1h"));
        });
        gateway.get("/pkce/challenge").expect(200);
        gateway.get("/pkce/challenge").expect(503);
        gateway.postJson("/pkce/token", new JsonObject()).expect(400);
        gateway.postJson("/pkce/token", new JsonObject()).expect(429);

        OpenMetrics metrics = Scrape.of(gateway);
        assertThat(metrics.value("pkce_flows_limit")).isOne();
        assertThat(metrics.value("pkce_refusals_total", "reason", "unavailable"))
                .isOne();
        assertThat(metrics.value("pkce_rate_limited_total", "group", "token")).isOne();
    }

    @Test
    void after_a_reload_the_providers_that_there_are_are_told_of(TestGateways gateways, DevelopmentProvider provider)
            throws Exception {
        TestGateway gateway = gateways.start(config -> {
            changed("8s").accept(config);
            config.getJsonArray("providers")
                    .add(new JsonObject().put("name", "second").put("issuer", "http://127.0.0.1:9/"));
        });
        provider.faults().on(Leg.AUTHORIZE, Fault.reset());
        Stream.generate(() ->
                        gateway.postJsonAsync("/pkce/code", gateway.login().seed()))
                .limit(20)
                .toList()
                .forEach(CompletableFuture::join);
        assertThat(breakers(gateway)).containsExactlyInAnyOrder("first 2.0", "second 0.0");

        gateway.gateway().reload(gateways.config(changed("7s"))).await(10, TimeUnit.SECONDS);

        assertThat(breakers(gateway)).containsExactly("first 0.0");
        assertThat(Scrape.of(gateway).samples().map(OpenMetrics.Sample::labels))
                .noneMatch(labels -> labels.containsValue("second"));
    }

    private static Consumer<JsonObject> changed(String timeout) {
        return config -> config.getJsonArray("providers")
                .getJsonObject(0)
                .put("name", "first")
                .put("default", true)
                .put("answer-timeout", timeout);
    }

    private static Stream<String> breakers(TestGateway gateway) {
        return Scrape.of(gateway)
                .samples()
                .filter(sample -> sample.name().equals("pkce_provider_breaker"))
                .filter(sample -> sample.labels().containsValue("authorize"))
                .map(sample -> sample.labels().get("provider") + " " + sample.value());
    }

    @Test
    void the_jvm_its_process_and_its_event_loops_tell_of_themselves(TestGateway gateway) {
        await().untilAsserted(
                        () -> assertThat(Scrape.of(gateway).value("pkce_event_loop_lag_seconds_count", "loop", "0"))
                                .isPositive());
        assertThat(Scrape.of(gateway).names())
                .contains(
                        "jvm_memory_used_bytes",
                        "jvm_threads_live_threads",
                        "process_cpu_usage",
                        "process_uptime_seconds",
                        "process_files_open_files");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "text/plain", "text/html, */*;q=0.1", "application/openmetrics-text;q=0, */*"})
    void who_does_not_ask_for_openmetrics_gets_the_older_text(String accept, TestGateway gateway) {
        HttpResponse<String> answer = Scrape.answer(gateway, "Accept", accept);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.body()).contains("# TYPE pkce_flows gauge\n").doesNotContain("# EOF");
    }
}

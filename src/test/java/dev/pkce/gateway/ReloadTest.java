package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.settings.SettingProblem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Another configuration while the gateway runs. */
@ExtendWith(GatewayExtension.class)
class ReloadTest {
    private static final String OTHER = "other";
    private static final String CONFIDENTIAL = "confidential";

    private final TestGateways gateways;
    private final DevelopmentProvider provider;
    private final TestGateway gateway;
    private DevelopmentProvider second;

    ReloadTest(TestGateways gateways, DevelopmentProvider provider, TestGateway gateway) {
        this.gateways = gateways;
        this.provider = provider;
        this.gateway = gateway;
    }

    @BeforeEach
    void startSecond() throws Exception {
        second = DevelopmentProvider.start(gateway.vertx(), 0)
                .await(20, TimeUnit.SECONDS)
                .autoApprove(true);
    }

    @AfterEach
    void stopSecond() throws Exception {
        second.stop().await(20, TimeUnit.SECONDS);
    }

    @Test
    void a_secret_a_time_to_live_and_a_provider_change_under_load_and_no_flow_fails() throws Exception {
        provider.confidentialClient(CONFIDENTIAL, "first", "second").autoApprove(true);
        reload(secret("first"));
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger flows = new AtomicInteger();
        List<CompletableFuture<Void>> load = Stream.generate(
                        () -> CompletableFuture.runAsync(() -> signInUntil(over, flows)))
                .limit(4)
                .toList();

        for (int turn = 0; turn < 10; turn++) {
            int before = flows.get();
            reload(secret("second").andThen(ttl("5m")).andThen(this::addSecond));
            await().until(() -> flows.get() > before + 4 || load.stream().anyMatch(CompletableFuture::isDone));
            signIn(OTHER);
            reload(secret("first"));
        }
        over.set(true);

        load.forEach(CompletableFuture::join);
        assertThat(flows).hasValueGreaterThan(40);
    }

    private void signInUntil(AtomicBoolean over, AtomicInteger flows) {
        while (!over.get()) {
            signIn(CONFIDENTIAL);
            flows.incrementAndGet();
        }
    }

    private void signIn(String client) {
        Login login = gateway.login();
        JsonObject seed = login.seed().put("client_id", client);
        String code =
                gateway.postJson("/pkce/code", seed).expect(200).json("result").getString("code");
        gateway.postJson("/pkce/token", login.tokenCall(code).put("client_id", client))
                .expect(200);
    }

    @Test
    void a_provider_whose_server_is_the_same_keeps_what_was_learnt_of_it() throws Exception {
        reload(config -> {});
        gateway.login().whole();
        provider.confidentialClient(CONFIDENTIAL, "first").recorder().clear();

        reload(secret("first").andThen(ttl("7m")));
        provider.autoApprove(true);
        signIn(CONFIDENTIAL);

        assertThat(provider.recorder().count("/.well-known/openid-configuration"))
                .isZero();
        assertThat(provider.recorder().count("/.well-known/jwks.json")).isZero();
    }

    @Test
    void a_flow_goes_on_at_its_provider_when_that_is_reached_in_another_way() throws Exception {
        reload(config -> {});
        Login login = gateway.login();
        CompletableFuture<Reply> parked = login.seeded().park();

        reload(config -> first(config).put("timeout", "9s").put("connections", 3));
        String code = login.signIn();

        parked.join().expect(200);
        login.token(code).expect(200);
    }

    @Test
    void callers_of_a_provider_that_is_gone_are_told_and_its_exchanges_are_finished() throws Exception {
        reload(this::addSecond);
        Login spending = gateway.login();
        JsonObject spent = spending.seed().put("client_id", OTHER);
        String code =
                gateway.postJson("/pkce/code", spent).expect(200).json("result").getString("code");
        second.faults().on(Leg.TOKEN, Fault.slow(Duration.ofSeconds(2)));
        CompletableFuture<Reply> exchange =
                gateway.postJsonAsync("/pkce/token", spending.tokenCall(code).put("client_id", OTHER));
        await().until(() -> second.recorder().count("/oauth/token") == 1);
        second.autoApprove(false);
        Login waiting = gateway.login();
        CompletableFuture<Reply> parked =
                gateway.postJsonAsync("/pkce/code", waiting.seed().put("client_id", OTHER));
        await().until(() -> second.recorder().count("/authorize") == 2);
        CompletableFuture<Reply> untouched = gateway.login().seeded().park();

        reload(config -> {});

        assertThat(parked.join().expectProblem(410, "flow_cleared").body()).contains("no longer configured");
        exchange.join().expect(200);
        assertThat(untouched).isNotDone();
        gateway.postJson(
                        "/pkce/code",
                        gateway.login().seed().put("client_id", OTHER).put("domain", second.issuer()))
                .expectProblem(400, "unauthorized_domain");
    }

    @Test
    void a_thousand_reloads_leave_no_connections_behind() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            String timeout = 8_000 + i + "ms";
            reload(config -> first(config).put("timeout", timeout));
        }

        await().atMost(Duration.ofSeconds(30)).until(() -> clients() < 60);
    }

    private static int clients() throws JMException {
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        return histogram
                .lines()
                .filter(line -> line.contains(" io.vertx.core.http.impl.HttpClientImpl"))
                .mapToInt(line -> Integer.parseInt(line.strip().split("\\s+", -1)[1]))
                .sum();
    }

    @Test
    void what_the_listener_refuses_changes_at_once() throws Exception {
        String origin = "https://app.example.com";
        gateway.get("/pkce/challenge", "Origin", origin).expect(403);
        reload(config -> http(config)
                .put("allowed-origins", new JsonArray().add(origin))
                .put("rate-limits", new JsonObject().put("challenge", "1/1h")));

        gateway.get("/pkce/challenge", "Origin", origin).expect(200);
        gateway.get("/pkce/challenge").expectProblem(429, "temporarily_unavailable");
        reload(config -> {});

        gateway.get("/pkce/challenge", "Origin", origin).expect(403);
        gateway.get("/pkce/challenge").expect(200);
    }

    @Test
    void what_needs_a_restart_stays_and_the_rest_changes() throws Exception {
        GatewayConfig before = gateway.gateway().inForce();

        GatewayConfig now = reload(ttl("3m").andThen(config -> http(config).put("port", 4711)));

        assertThat(now.http()).isEqualTo(before.http());
        assertThat(now.flows().ttl()).isEqualTo(Duration.ofMinutes(3));
        assertThat(gateway.gateway().inForce()).isEqualTo(now);
    }

    @Test
    void a_name_that_flows_and_tokens_go_by_is_not_given_to_another_issuer() throws Exception {
        GatewayConfig before = reload(config -> {});
        String name = before.providers().get(0).name();

        assertThat(refused(
                        config -> first(config).put("issuer", second.issuer()).put("name", name)))
                .containsExactly("providers[0].issuer");
        assertThat(gateway.gateway().inForce()).isEqualTo(before);
    }

    @Test
    void a_change_that_is_safe_only_with_what_needs_a_restart_is_refused() {
        GatewayConfig open = gateways.config(config -> {
            http(config).put("host", "0.0.0.0").put("allowed-hosts", new JsonArray().add("a.example"));
            config.getJsonObject("flows").put("binding", "confirm");
        });
        GatewayConfig local = gateways.config(config -> {});
        GatewayConfig proxied = gateways.config(config -> {
            http(config).put("allowed-hosts", new JsonArray().add("a.example"));
            config.getJsonObject("flows").put("binding", "confirm");
        });

        assertThat(open.problems(local)).extracting(SettingProblem::key).containsExactly("http.host");
        assertThat(local.problems(proxied)).extracting(SettingProblem::key).containsExactly("flows.binding");
        assertThat(local.problems(local)).isEmpty();
    }

    private GatewayConfig reload(Consumer<JsonObject> change) throws Exception {
        return gateway.gateway().reload(gateways.config(change)).await(20, TimeUnit.SECONDS);
    }

    private List<String> refused(Consumer<JsonObject> change) {
        return catchThrowableOfType(InvalidConfiguration.class, () -> reload(change)).problems().stream()
                .map(SettingProblem::key)
                .toList();
    }

    private static Consumer<JsonObject> secret(String secret) {
        return config -> first(config).put("client-id", CONFIDENTIAL).put("client-secret", secret);
    }

    private static Consumer<JsonObject> ttl(String ttl) {
        return config -> config.getJsonObject("flows").put("ttl", ttl);
    }

    private void addSecond(JsonObject config) {
        first(config).put("default", true);
        config.getJsonArray("providers")
                .add(new JsonObject()
                        .put("name", OTHER + second.port())
                        .put("issuer", second.issuer())
                        .put("client-id", OTHER));
    }

    private static JsonObject http(JsonObject config) {
        return config.getJsonObject("http");
    }

    private static JsonObject first(JsonObject config) {
        return config.getJsonArray("providers").getJsonObject(0);
    }
}

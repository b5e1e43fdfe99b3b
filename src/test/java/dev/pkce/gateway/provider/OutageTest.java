package dev.pkce.gateway.provider;

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
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two providers, of which A has a bad day; B is the default one and has a good one. */
@ExtendWith(GatewayExtension.class)
class OutageTest {
    private static final Duration HALF_OPEN = Duration.ofSeconds(30);

    private final TestGateways gateways;
    private final DevelopmentProvider good;
    private final Vertx vertx = Vertx.vertx();

    OutageTest(TestGateways gateways, DevelopmentProvider good) {
        this.gateways = gateways;
        this.good = good;
    }

    @BeforeEach
    void approve() {
        good.autoApprove(true);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName(
            "a gateway starts and serves one provider while the host of the other swallows packets, and that one once it is back")
    void black_hole() throws Exception {
        int port;
        TestGateway gateway;
        try (BlackHole hole = BlackHole.open()) {
            port = hole.port();
            gateway = gateways.start(config -> two(config, port).put("connect-timeout", "100ms"));

            Reply refusal = askA(gateway).join().expectProblem(504, "temporarily_unavailable");
            while (refusal.status() == 504) {
                askB(gateway).join().expect(200);
                refusal = askA(gateway).join();
            }
            assertThat(refusal.expectProblem(503, "temporarily_unavailable").header("Retry-After"))
                    .isEqualTo("5");
        }

        DevelopmentProvider back = DevelopmentProvider.start(vertx, port)
                .await(20, TimeUnit.SECONDS)
                .autoApprove(true);

        await().atMost(HALF_OPEN).until(() -> askA(gateway).join().status() == 200);
        assertThat(back.recorder().count("/authorize")).isPositive();
    }

    @Test
    @DisplayName("Q2: a connection that is never accepted is a 504")
    void connect_black_hole() throws Exception {
        try (BlackHole hole = BlackHole.open()) {
            TestGateway gateway = gateways.start(config -> two(config, hole.port()));

            askA(gateway).orTimeout(5, TimeUnit.SECONDS).join().expectProblem(504, "temporarily_unavailable");
        }
    }

    @Test
    @DisplayName("Q17: a provider that fails fifty times is left alone, and asked again soon after it is well")
    void breaker() throws Exception {
        DevelopmentProvider ill = DevelopmentProvider.start(vertx, 0).await(20, TimeUnit.SECONDS);
        ill.autoApprove(true);
        TestGateway gateway = gateways.start(config -> two(config, ill.port()));
        askA(gateway).join().expect(200);
        ill.recorder().clear();
        ill.faults().on(Leg.AUTHORIZE, Fault.html(503));

        List<Reply> replies =
                IntStream.range(0, 50).mapToObj(i -> askA(gateway).join()).toList();

        assertThat(replies.subList(0, 20)).allMatch(reply -> reply.status() == 502);
        assertThat(replies.subList(20, 50)).allMatch(reply -> reply.status() == 503);
        assertThat(ill.recorder().count("/authorize")).isEqualTo(20);
        askB(gateway).join().expect(200);
        ill.faults().clear();
        await().atMost(HALF_OPEN).until(() -> askA(gateway).join().status() == 200);
    }

    @Test
    @DisplayName("Q17: a token endpoint that is down is left alone, however well the authorize endpoint is")
    void one_leg() throws Exception {
        DevelopmentProvider half = DevelopmentProvider.start(vertx, 0).await(20, TimeUnit.SECONDS);
        half.autoApprove(true);
        TestGateway gateway = gateways.start(config -> two(config, half.port()));
        half.faults().on(Leg.TOKEN, Fault.html(503));

        List<Reply> replies =
                IntStream.range(0, 25).mapToObj(i -> tokenOfA(gateway)).toList();

        assertThat(replies.subList(0, 20)).allMatch(reply -> reply.status() == 502);
        assertThat(replies.subList(20, 25)).allMatch(reply -> reply.status() == 503);
        assertThat(half.recorder().count("/oauth/token")).isEqualTo(20);
    }

    private static Reply tokenOfA(TestGateway gateway) {
        Login login = gateway.login();
        String code = seedA(gateway, login).join().expect(200).json("result").getString("code");
        return gateway.postJson("/pkce/token", login.tokenCall(code).put("client_id", "a"));
    }

    @Test
    @DisplayName("Q17: what one caller's odd requests make of a provider keeps nobody else from it")
    void not_an_outage() throws Exception {
        DevelopmentProvider odd = DevelopmentProvider.start(vertx, 0).await(20, TimeUnit.SECONDS);
        odd.autoApprove(true);
        TestGateway gateway = gateways.start(config -> two(config, odd.port()));
        odd.faults().on(Leg.AUTHORIZE, Fault.html(500));

        IntStream.range(0, 30).forEach(i -> askA(gateway).join().expectProblem(502, "server_error"));

        odd.faults().clear();
        askA(gateway).join().expect(200);
    }

    @Test
    @DisplayName("Q16: two hundred calls to a provider that hangs fill its own queue and no other")
    void bulkhead() throws Exception {
        DevelopmentProvider hanging = DevelopmentProvider.start(vertx, 0).await(20, TimeUnit.SECONDS);
        hanging.autoApprove(true);
        TestGateway gateway =
                gateways.start(config -> two(config, hanging.port()).put("connections", 4));
        Login before = gateway.login();
        String code = seedA(gateway, before).join().expect(200).json("result").getString("code");
        hanging.faults().on(Leg.AUTHORIZE, Fault.hang());

        List<CompletableFuture<Reply>> calls =
                IntStream.range(0, 200).mapToObj(i -> askA(gateway)).toList();

        await().until(() -> calls.stream().filter(CompletableFuture::isDone).count() == 200 - 4 - 64);
        calls.stream()
                .filter(CompletableFuture::isDone)
                .forEach(call -> call.join().expectProblem(503, "temporarily_unavailable"));
        for (int i = 0; i < 20; i++) {
            askB(gateway).join().expect(200);
        }
        // What finishes a sign-in does not wait behind those that begin one.
        gateway.postJson("/pkce/token", before.tokenCall(code).put("client_id", "a"))
                .expect(200);
        hanging.stop().await(20, TimeUnit.SECONDS);
        calls.forEach(call -> assertThat(call.join().status()).isIn(502, 503));
    }

    @Test
    @DisplayName("Q17: a crowd that fills a provider's queue keeps nobody from it afterwards")
    void crowd() throws Exception {
        DevelopmentProvider well = DevelopmentProvider.start(vertx, 0).await(20, TimeUnit.SECONDS);
        well.autoApprove(true);
        TestGateway gateway = gateways.start(
                config -> two(config, well.port()).put("connections", 1).put("answer-timeout", "3s"));
        List<Login> logins =
                IntStream.range(0, 100).mapToObj(i -> gateway.login()).toList();
        well.faults().once(Leg.AUTHORIZE, Fault.hang());

        List<CompletableFuture<Reply>> calls =
                logins.stream().map(login -> seedA(gateway, login)).toList();

        assertThat(calls.stream().map(call -> call.join().status()).filter(status -> status == 503))
                .hasSizeGreaterThan(20);
        askA(gateway).join().expect(200);
    }

    /** A with the client "a", at {@code port}; B for everybody else. */
    private JsonObject two(JsonObject config, int port) {
        config.getJsonArray("providers").getJsonObject(0).put("default", true);
        JsonObject a = new JsonObject()
                .put("name", "a")
                .put("issuer", "http://localhost:" + port + "/")
                .put("client-id", "a");
        config.getJsonArray("providers").add(a);
        return a;
    }

    private CompletableFuture<Reply> askA(TestGateway gateway) {
        return seedA(gateway, gateway.login());
    }

    private static CompletableFuture<Reply> seedA(TestGateway gateway, Login login) {
        return gateway.postJsonAsync("/pkce/code", login.seed().put("client_id", "a"));
    }

    private static CompletableFuture<Reply> askB(TestGateway gateway) {
        return gateway.login().park();
    }
}

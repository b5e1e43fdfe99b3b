package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import dev.pkce.gateway.redis.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of connections and sign-ins while a gateway is about to go. */
@ExtendWith(GatewayExtension.class)
class DrainTest {
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final DevelopmentProvider provider;
    private final TestGateways gateways;

    DrainTest(DevelopmentProvider provider, TestGateways gateways) {
        this.provider = provider;
        this.gateways = gateways;
    }

    private static JsonObject stop(String delay, String deadline) {
        return new JsonObject().put("delay", delay).put("deadline", deadline);
    }

    @Test
    @DisplayName("R1: from the moment that it is not ready each answer is the last one on its connection, and says so")
    void connections_end_with_their_next_answer() throws Exception {
        TestGateway gateway = gateways.start(config -> config.put("stop", stop("1m", "2m")));
        CompletableFuture<Reply> waiting;
        Login login = gateway.login();
        String request = "GET /pkce/challenge HTTP/1.1\r\nHost: localhost:%d\r\n\r\n"
                .formatted(gateway.gateway().port());
        try (RawSocket kept = RawSocket.open(gateway)) {
            assertThat(kept.send(request).readTo("}}", LONGEST))
                    .contains("Keep-Alive: ")
                    .doesNotContainIgnoringCase("connection:");
            waiting = login.seeded().park();
            await().until(() -> provider.recorder().count("/authorize") == 1);

            gateway.gateway().drain();

            assertThat(kept.send(request).readToEnd(LONGEST))
                    .startsWith("HTTP/1.1 200 ")
                    .containsOnlyOnce("HTTP/1.1")
                    .containsIgnoringCase("\r\nconnection: close\r\n")
                    .doesNotContain("Keep-Alive: ")
                    .endsWith("}}");
        }
        for (String target : List.of("OPTIONS *", "GET pkce/challenge", "CONNECT localhost:80")) {
            try (RawSocket stranger = RawSocket.open(gateway)) {
                String answer = stranger.send(target + " HTTP/1.1\r\nHost: localhost:80\r\n\r\n")
                        .readToEnd(LONGEST);
                assertThat(answer).as(target).containsIgnoringCase("\r\nconnection: close\r\n");
            }
        }
        String code = login.signIn();
        assertLast(waiting.join().expect(200));
        assertLast(login.token(code).expect(200));
        assertLast(login.token(code).expectProblem(400, "invalid_grant"));
        assertLast(gateway.get("/elsewhere").expectProblem(404, "invalid_request"));
    }

    private static void assertLast(Reply reply) {
        assertThat(reply.header("Connection")).isEqualTo("close");
        assertThat(reply.header("Keep-Alive")).isEmpty();
    }

    @Test
    @DisplayName(
            "R2: a provider that is being asked to begin a sign-in is heard out, and who waits for that has the code")
    void a_beginning_under_way_is_finished() throws Exception {
        TestGateway gateway = gateways.start(config -> config.put("stop", stop("0s", "25s")));
        Login login = gateway.login();
        provider.autoApprove(true).faults().on(Leg.AUTHORIZE, Fault.slow(Duration.ofSeconds(1)));
        CompletableFuture<Reply> waiting = login.park();
        await().until(() -> provider.recorder().count("/authorize") == 1);

        Future<?> drained = gateway.gateway().drain();

        assertThat(waiting.join().expect(200).json("result").getString("code")).isNotEmpty();
        drained.await(20, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("R5: where the provider answers too late for that, the same seed has it asked anew by another node")
    void a_beginning_is_left_to_others() throws Exception {
        String publicUrl = "http://localhost:" + FreePort.next();
        try (RedisServer redis = RedisServer.start()) {
            TestGateway going = gateways.start(config -> {
                SharedNodes.share(config, redis, publicUrl);
                config.put("stop", stop("0s", "1s"));
            });
            TestGateway staying = gateways.start(config -> SharedNodes.share(config, redis, publicUrl));
            Login login = going.login();
            provider.autoApprove(true).faults().on(Leg.AUTHORIZE, Fault.hang());
            CompletableFuture<Reply> waiting = login.park();
            await().until(() -> provider.recorder().count("/authorize") == 1);

            going.gateway().drain();

            waiting.join().expectProblem(503, "temporarily_unavailable");
            provider.faults().clear();
            staying.postJson("/pkce/code", login.seed()).expect(200);
            assertThat(provider.recorder().count("/authorize")).isEqualTo(2);
        }
    }
}

package dev.pkce.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.Crowd;
import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two things that happen to one flow at the same moment, a thousand times: exactly one of them happens. */
@ExtendWith(GatewayExtension.class)
class RacesTest {
    private static final int ROUNDS = 1_000;
    private static final int TTL_MILLIS = 6_000;
    private static final int AROUND_MILLIS = 500;

    private final TestGateways gateways;

    RacesTest(TestGateways gateways) {
        this.gateways = gateways;
    }

    @Test
    @DisplayName("P7: of two different seeds at once for one state one is parked, and the other one is told so")
    void two_seeds() {
        TestGateway gateway = start("10m");
        for (int i = 0; i < ROUNDS; i++) {
            Login login = gateway.login();

            List<CompletableFuture<Reply>> racers = Stream.of("one", "two")
                    .map(organization -> login.seed().put("organization", organization))
                    .map(seed -> gateway.postJsonAsync("/pkce/code", seed, "Prefer", "respond-async"))
                    .toList();

            Reply first = racers.get(0).join();
            Reply second = racers.get(1).join();
            assertThat(List.of(first.status(), second.status())).containsExactlyInAnyOrder(202, 409);
            (first.status() == 409 ? first : second).expectProblem(409, "flow_in_progress");
        }
    }

    @Test
    @DisplayName("P11: a callback and a clear at once end in one of the two, for the callback and the waiter alike")
    void callback_and_clear() throws Exception {
        TestGateway gateway = start("10m");
        List<Crowd.Member> crowd = Crowd.park(gateway, ROUNDS);

        for (int i = 0; i < ROUNDS; i++) {
            Login login = crowd.get(i).login();
            String clear = "/pkce/clear?state=" + login.state();
            boolean clearFirst = i % 2 == 0;
            CompletableFuture<Reply> early = clearFirst ? gateway.send("POST", clear, "") : callback(gateway, login);
            CompletableFuture<Reply> late = clearFirst ? callback(gateway, login) : gateway.send("POST", clear, "");

            (clearFirst ? early : late).join().expect(204);
            Reply callback = (clearFirst ? late : early).join();
            assertAlike(callback, crowd.get(i), 410);
            assertOver(gateway, login);
        }
    }

    @Test
    @DisplayName("P11: so do a callback and the end of the flow's time")
    void callback_and_expiry() throws Exception {
        TestGateway gateway = start(TTL_MILLIS / 1_000 + "s");
        Random random = new Random(6749);
        List<CompletableFuture<Reply>> callbacks = new ArrayList<>();

        List<Crowd.Member> crowd = Crowd.park(gateway, ROUNDS, (login, i) -> {
            int delay = TTL_MILLIS - AROUND_MILLIS + random.nextInt(2 * AROUND_MILLIS);
            callbacks.add(later(gateway, login, delay));
            return login.seed();
        });

        for (int i = 0; i < ROUNDS; i++) {
            assertAlike(callbacks.get(i).join(), crowd.get(i), 504);
        }
        assertThat(callbacks.stream().map(callback -> callback.join().status())).contains(200, 400);
    }

    private static CompletableFuture<Reply> later(TestGateway gateway, Login login, int millis) {
        Executor then = CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
        return CompletableFuture.runAsync(() -> {}, then).thenCompose(now -> callback(gateway, login));
    }

    private static void assertAlike(Reply callback, Crowd.Member member, int otherwise) {
        Reply waiter = member.caller().join();
        if (callback.status() == 200) {
            assertThat(waiter.expect(200).json("result")).isEqualTo(callback.json("result"));
        } else {
            callback.expectProblem(400, "invalid_request");
            assertThat(waiter.status()).isEqualTo(otherwise);
        }
    }

    /** Nobody gets a result any more. */
    private static void assertOver(TestGateway gateway, Login login) {
        gateway.get("/pkce/code?state=" + login.state()).expectProblem(400, "invalid_request");
    }

    private static CompletableFuture<Reply> callback(TestGateway gateway, Login login) {
        return gateway.postFormAsync(
                "/pkce/response/code", Map.of("code", "code-" + login.state(), "state", login.state()));
    }

    private TestGateway start(String ttl) {
        return gateways.start(config -> {
            config.getJsonObject("flows").put("ttl", ttl);
            JsonObject provider = config.getJsonArray("providers").getJsonObject(0);
            provider.put("preflight", false);
        });
    }
}

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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers who wait, a thousand at once, and the codes of the test's own making that end their wait. */
@ExtendWith(GatewayExtension.class)
class ParkedCallersTest {
    private static final int MANY = 1_000;
    private static final long SEED = 7636;

    private TestGateway gateway;

    @BeforeEach
    void start(TestGateways gateways) {
        // The first hop to the provider has tests of its own; here it would only add a thousand calls.
        gateway = gateways.start(
                config -> config.getJsonArray("providers").getJsonObject(0).put("preflight", false));
    }

    @Test
    @DisplayName("P1: of two callbacks at once for one state one is taken, and the waiter gets its code")
    void one_of_two_racing_callbacks_wins() throws Exception {
        List<Crowd.Member> crowd = Crowd.park(gateway, MANY);

        for (int i = 0; i < MANY; i++) {
            Login login = crowd.get(i).login();
            List<CompletableFuture<Reply>> racers = List.of(callback(login, "one-" + i), callback(login, "two-" + i));
            List<Reply> replies = racers.stream().map(CompletableFuture::join).toList();

            Reply won =
                    replies.stream().filter(r -> r.status() == 200).findAny().orElseThrow();
            Reply lost =
                    replies.stream().filter(r -> r.status() != 200).findAny().orElseThrow();
            lost.expectProblem(400, "invalid_request");
            JsonObject result = won.json("result");
            assertThat(result.getString("code")).isIn("one-" + i, "two-" + i);
            assertThat(crowd.get(i).caller().join().expect(200).json("result")).isEqualTo(result);
        }
        clear();
    }

    @Test
    @DisplayName("P6: each of 1,000 callers is woken with its own code, in whatever order the callbacks come")
    void every_caller_gets_its_own_code() throws Exception {
        List<Crowd.Member> crowd = new ArrayList<>(Crowd.park(gateway, MANY));
        Collections.shuffle(crowd, new Random(SEED));

        for (Crowd.Member member : crowd) {
            String code = "code-of-" + member.login().state();
            member.login().respond(code).expect(200);
            Reply reply = member.caller().get(5, TimeUnit.SECONDS);
            assertThat(reply.expect(200).json("result"))
                    .isEqualTo(new JsonObject()
                            .put("code", code)
                            .put("state", member.login().state()));
        }

        clear();
    }

    @ParameterizedTest(name = "P8: clear ends the wait of {0} with 410, and nothing is kept")
    @ValueSource(ints = {1, MANY})
    void clear_ends_every_wait(int size) throws Exception {
        // Of flows that were answered a hash stays, here from other tests, so that their codes stay spent.
        long before = kept();
        List<Crowd.Member> crowd = Crowd.park(gateway, size);

        clear();
        List<Reply> replies =
                crowd.stream().map(member -> member.caller().join()).toList();

        assertThat(replies).allSatisfy(reply -> reply.expectProblem(410, "flow_cleared"));
        assertThat(kept()).isEqualTo(before);
        crowd.get(0).login().respond("late").expectProblem(400, "invalid_request");
    }

    @Test
    @DisplayName("P10: clear with nothing to clear, again and again and at once, is 204")
    void clear_is_idempotent() {
        clear();
        clear();
        long before = kept();
        gateway.login().seeded();

        List<CompletableFuture<Reply>> clears = IntStream.range(0, 20)
                .mapToObj(i -> gateway.send("POST", "/pkce/clear", ""))
                .toList();

        assertThat(clears).allSatisfy(clear -> {
            assertThat(clear.join().status()).isEqualTo(204);
            assertThat(clear.join().body()).isEmpty();
        });
        assertThat(kept()).isEqualTo(before);
    }

    private CompletableFuture<Reply> callback(Login login, String code) {
        return gateway.postFormAsync("/pkce/response/code", Map.of("code", code, "state", login.state()));
    }

    private void clear() {
        assertThat(gateway.post("/pkce/clear").expect(204).body()).isEmpty();
    }

    private int kept() {
        return Kept.flows(gateway.vertx()).size()
                + gateway.vertx().sharedData().getLocalMap("pkce.codes").size();
    }
}

package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GatewayExtension.class)
class ConcurrentTokensTest {
    private static final int CALLS = 50;
    // Longer than it takes for all calls to arrive, so that they overlap.
    private static final Fault SLOW = Fault.slow(Duration.ofSeconds(2));

    private final TestGateway gateway;
    private final DevelopmentProvider provider;

    ConcurrentTokensTest(TestGateway gateway, DevelopmentProvider provider) {
        this.gateway = gateway;
        this.provider = provider;
    }

    @Test
    @DisplayName("P2: 50 identical calls for one code are one call to the provider, and get identical answers")
    void identical_calls_share_one_exchange() {
        Login login = gateway.login();
        JsonObject call = login.tokenCall(login.approved());
        provider.faults().on(Leg.TOKEN, SLOW);

        List<Reply> replies = joined(Collections.nCopies(CALLS, call));

        assertThat(replies).allSatisfy(reply -> assertThat(reply.status()).isEqualTo(200));
        assertThat(replies.stream().map(Reply::json).distinct()).hasSize(1);
        assertThat(upstream()).isEqualTo(1);
    }

    @Test
    @DisplayName("P2: 50 identical calls that the provider leaves alone fail alike, after one call to the provider")
    void identical_calls_share_one_failure() {
        Login login = gateway.login();
        JsonObject call = login.tokenCall(login.approved());
        provider.faults().on(Leg.TOKEN, Fault.hang());

        assertThat(joined(Collections.nCopies(CALLS, call)))
                .allSatisfy(reply -> reply.expectProblem(504, "temporarily_unavailable"));
        assertThat(upstream()).isEqualTo(1);
    }

    @Test
    @DisplayName("P3: calls for one code that differ share nothing: the right one succeeds, the others are refused")
    void differing_calls_share_nothing() {
        Login login = gateway.login();
        JsonObject right = login.tokenCall(login.approved());
        provider.faults().on(Leg.TOKEN, SLOW);
        List<JsonObject> calls = IntStream.range(0, 15)
                .boxed()
                .flatMap(i -> Stream.of(
                        right.copy().put("client_id", "other-" + i),
                        right.copy().put("redirect_uri", gateway.callback() + "?" + i),
                        i == 7 ? right : right.copy().put("redirect_uri", gateway.callback() + "/" + i)))
                .toList();

        List<Reply> replies = joined(calls);

        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).equals(right)) {
                replies.get(i).expect(200);
            } else {
                replies.get(i).expectProblem(400, "invalid_grant");
            }
        }
        assertThat(upstream()).isEqualTo(1);
    }

    @Test
    @DisplayName("P3: nor does a wrong verifier get the tokens of the right one that is under way")
    void a_wrong_verifier_shares_nothing() {
        Login login = gateway.login();
        JsonObject right = login.tokenCall(login.approved());
        provider.faults().on(Leg.TOKEN, SLOW);
        List<JsonObject> calls = Stream.of("a", "b", null, "c", "d")
                .map(wrong -> wrong == null ? right : right.copy().put("code_verifier", wrong.repeat(43)))
                .toList();

        List<Reply> replies = joined(calls);

        replies.get(2).expect(200);
        Stream.of(0, 1, 3, 4).forEach(wrong -> replies.get(wrong).expectProblem(400, "invalid_grant"));
        assertThat(upstream()).isEqualTo(1);
    }

    private List<Reply> joined(List<JsonObject> calls) {
        List<CompletableFuture<Reply>> replies = calls.stream()
                .map(call -> gateway.postJsonAsync("/pkce/token", call))
                .toList();
        return replies.stream().map(CompletableFuture::join).toList();
    }

    private int upstream() {
        return provider.recorder().count("/oauth/token");
    }
}

package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import dev.pkce.gateway.redis.RedisCable;
import dev.pkce.gateway.redis.RedisServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Logins over HTTP at two gateways whose Redis is killed, stands still, or cannot be reached by one of them. */
@ExtendWith(GatewayExtension.class)
class RedisOutageTest {
    private static final int PEOPLE = 8;
    private static final int SOME = 20;
    private static final Duration BACK = Duration.ofSeconds(5);
    // Longer than a command may take, and a busy machine besides; far below what a call that hangs would take.
    private static final Duration QUICKLY = Duration.ofSeconds(15);

    private final TestGateways gateways;
    private final DevelopmentProvider provider;

    private RedisServer redis;
    private RedisCable cable;
    private TestGateway one;
    private TestGateway other;

    RedisOutageTest(TestGateways gateways, DevelopmentProvider provider) {
        this.gateways = gateways;
        this.provider = provider;
    }

    @BeforeEach
    void start() throws Exception {
        redis = RedisServer.start();
        cable = RedisCable.to(redis);
        one = start(cable.url());
        other = start(redis.url());
        await().atMost(QUICKLY).until(() -> SharedNodes.ready(one) && SharedNodes.ready(other));
    }

    private TestGateway start(String url) {
        return gateways.start(config -> {
            JsonObject section = new JsonObject().put("url", url).put("timeout", "2s");
            SharedNodes.share(config, section, "http://localhost:9");
            config.put("insecure", new JsonArray().add("flows.binding"));
        });
    }

    @AfterEach
    void stop() throws Exception {
        if (cable != null) {
            cable.close();
            redis.close();
        }
    }

    private List<TestGateway> both() {
        return List.of(one, other);
    }

    private static void assertRefused(CompletableFuture<Reply> call) {
        assertThat(call).succeedsWithin(QUICKLY).satisfies(RedisOutageTest::assertUnavailable);
    }

    private static void assertUnavailable(Reply reply) {
        reply.expectProblem(503, "temporarily_unavailable");
        assertThat(reply.header("Retry-After")).matches("[1-9][0-9]*");
    }

    /** Logins of which nobody has asked for tokens. */
    private List<JsonObject> tokenCalls(int count) {
        provider.autoApprove(true);
        List<JsonObject> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Login login = one.login();
            Reply code = other.postJson("/pkce/code", login.seed()).expect(200);
            calls.add(login.tokenCall(code.json("result").getString("code")));
        }
        provider.autoApprove(false);
        return calls;
    }

    @Test
    @DisplayName(
            "Redis is killed and started again under load: errors are 503, it goes on by itself, no flow gives two tokens")
    void killed() throws Exception {
        provider.autoApprove(true);
        Stampede load = Stampede.begin(both(), PEOPLE);
        await().atMost(QUICKLY).until(() -> load.signedIn() > SOME);

        redis.kill();
        await().atMost(QUICKLY).until(() -> both().stream().noneMatch(SharedNodes::ready));
        int[] before = load.rounds();
        // So everything that was under way when it went is over.
        await().atMost(QUICKLY).until(() -> load.isOver(before));
        redis.restart();

        await().atMost(BACK).until(() -> both().stream().allMatch(SharedNodes::ready));
        int back = load.signedIn();
        await().atMost(QUICKLY).until(() -> load.signedIn() > back + SOME);
        load.end();
        assertThat(load.refusals()).isNotEmpty().allSatisfy(RedisOutageTest::assertUnavailable);
        load.assertOneTokenEach();
    }

    @Test
    @DisplayName(
            "Redis stands still: every call is over in time with 503, parked callers stay, and after that all goes on")
    void standing() throws Exception {
        List<JsonObject> calls = tokenCalls(2);
        Login parked = one.login();
        CompletableFuture<Reply> caller = SharedNodes.park(parked, other);
        redis.pause();

        List<CompletableFuture<Reply>> refused = new ArrayList<>();
        for (TestGateway node : both()) {
            refused.add(node.getAsync("/pkce/challenge"));
            refused.add(node.getAsync("/pkce/code?state=" + parked.state()));
            refused.add(node.postFormAsync("/pkce/response/code", Map.of("code", "early", "state", parked.state())));
            refused.add(node.postJsonAsync("/pkce/token", calls.get(0)));
            refused.add(node.send("POST", "/pkce/clear?state=" + parked.state(), ""));
        }
        refused.forEach(RedisOutageTest::assertRefused);
        await().atMost(QUICKLY).until(() -> both().stream().noneMatch(SharedNodes::ready));
        assertThat(caller).isNotDone();

        redis.resume();
        await().atMost(QUICKLY).until(() -> both().stream().allMatch(SharedNodes::ready));
        other.postForm("/pkce/response/code", Map.of("code", "late", "state", parked.state()))
                .expect(200);
        assertThat(caller.get(20, TimeUnit.SECONDS).expect(200).json("result").getString("code"))
                .isEqualTo("late");
        assertRedeemedOnce(calls);
    }

    /** At most once, for of the first call nobody knows what came of it. */
    private void assertRedeemedOnce(List<JsonObject> calls) {
        for (JsonObject call : calls) {
            int before = provider.recorder().count("/oauth/token");
            await().atMost(QUICKLY)
                    .until(() -> other.postJson("/pkce/token", call).status() == 200);
            one.postJson("/pkce/token", call).expectProblem(400, "invalid_grant");
            assertThat(provider.recorder().count("/oauth/token")).isEqualTo(before + 1);
        }
    }

    @Test
    @DisplayName(
            "R6: a node that is cut off from Redis answers 503, the other one goes on, and once it is back all is delivered once")
    void partition() throws Exception {
        List<JsonObject> calls = tokenCalls(2);
        Login parked = one.login();
        CompletableFuture<Reply> caller = SharedNodes.park(parked, other);
        cable.cut();

        assertRefused(one.getAsync("/pkce/challenge"));
        assertRefused(one.postJsonAsync("/pkce/token", calls.get(0)));
        assertRefused(one.postJsonAsync("/pkce/token", calls.get(1)));
        await().atMost(QUICKLY).until(() -> !SharedNodes.ready(one));
        assertThat(SharedNodes.ready(other)).isTrue();
        int before = provider.recorder().count("/oauth/token");
        other.postJson("/pkce/token", calls.get(0)).expect(200);
        other.postForm("/pkce/response/code", Map.of("code", "meanwhile", "state", parked.state()))
                .expect(200);
        assertThat(caller).isNotDone();

        // What it sent before that arrives now.
        cable.mend();
        await().atMost(QUICKLY).until(() -> SharedNodes.ready(one));
        assertThat(caller.get(20, TimeUnit.SECONDS).expect(200).json("result").getString("code"))
                .isEqualTo("meanwhile");
        one.postJson("/pkce/token", calls.get(0)).expectProblem(400, "invalid_grant");
        assertThat(provider.recorder().count("/oauth/token")).isEqualTo(before + 1);
        assertRedeemedOnce(calls.subList(1, 2));
    }

    @Test
    @DisplayName(
            "Who waits for an answer of the provider that cannot be kept is told 503, and the same seed is asked anew later")
    void an_answer_that_cannot_be_kept() throws Exception {
        provider.autoApprove(true).faults().on(Leg.AUTHORIZE, Fault.slow(Duration.ofSeconds(2)));
        Login login = one.login();
        CompletableFuture<Reply> caller = login.park();
        await().atMost(QUICKLY).until(() -> provider.recorder().count("/authorize") > 0);

        cable.cut();
        assertRefused(caller);

        provider.faults().clear();
        cable.mend();
        await().atMost(QUICKLY)
                .until(() -> one.postJson("/pkce/code", login.seed(), "Prefer", "wait=1")
                                .status()
                        == 200);
    }
}

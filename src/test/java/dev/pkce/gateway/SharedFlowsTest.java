package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.demo.Browser;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.ops.Scrape;
import dev.pkce.gateway.redis.RedisServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three gateways on one Redis: every call of a login goes to a node of its own. */
@ExtendWith(GatewayExtension.class)
class SharedFlowsTest {
    private static final int MANY = 1_000;
    private static final int AT_ONCE = 100;
    private static final int LOT = 25;
    private static final int PEOPLE = 4;
    private static final int ROUNDS = 100;
    private static final Duration WOKEN = Duration.ofMillis(100);
    private static final int TTL_MILLIS = 5_000;
    private static final int AROUND_MILLIS = 500;
    private static final String ID = "X-Application-ID";
    private static final Random RANDOM = new Random(6749);

    private static final List<TestGateway> NODES = new ArrayList<>();
    private static RedisServer redis;

    private final Browser browser = new Browser();
    private final DevelopmentProvider provider;

    SharedFlowsTest(DevelopmentProvider provider) {
        this.provider = provider;
    }

    @BeforeAll
    static void start(TestGateways gateways) throws Exception {
        redis = RedisServer.start();
        for (int i = 0; i < 3; i++) {
            NODES.add(gateways.start(SharedFlowsTest::shared));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        NODES.clear();
        if (redis != null) {
            redis.close();
        }
    }

    private static void shared(JsonObject config) {
        JsonObject section = new JsonObject().put("url", redis.url()).put("timeout", "10s");
        SharedNodes.share(config, section, "http://localhost:9");
        config.getJsonArray("providers").getJsonObject(0).put("preflight", false);
    }

    private static TestGateway any() {
        return NODES.get(RANDOM.nextInt(NODES.size()));
    }

    /** A login whose calls go to nodes by chance. */
    private record Flow(Login login, CompletableFuture<Reply> caller) {}

    private Flow parked(String... headers) {
        Login login = Login.of(
                any(), any().get("/pkce/challenge", headers).expect(200).json("challenge"));
        return new Flow(login, any().postJsonAsync("/pkce/code", seed(login), headers));
    }

    /** Asks for no ID token, which costs the provider more than all the rest. */
    private static JsonObject seed(Login login) {
        return login.seed().put("scope", new JsonArray().add("profile"));
    }

    private List<Flow> parked(int count) {
        List<Flow> flows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            flows.add(parked());
        }
        flows.forEach(this::seeded);
        return flows;
    }

    /** Waits until the flow is seeded, as any node may be asked. */
    private void seeded(Flow flow) {
        any().postJson("/pkce/code", seed(flow.login()), "Prefer", "respond-async")
                .expect(202);
    }

    /** So many flows, each with a caller who waits by now: whom a clear finds on the way is told of an unknown flow. */
    private List<Flow> waiting(int count) {
        List<Flow> flows = parked(count);
        awaitWaiting(count);
        return flows;
    }

    private static void awaitWaiting(int callers) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> NODES.stream().mapToDouble(Scrape::waiting).sum() == callers);
    }

    private CompletableFuture<Reply> callback(Login login, String code) {
        return any().postFormAsync("/pkce/response/code", Map.of("code", code, "state", login.state()));
    }

    /** The code that the provider sends a browser back with, which some node has sent there. */
    private String approved(Login login) {
        String there = any().get("/pkce/authorize?state=" + Forms.encode(login.state()))
                .expect(302)
                .header("Location");
        String back = browser.get(there).headers().firstValue("Location").orElseThrow();
        return Forms.query(back).getOrDefault("code", "");
    }

    @Test
    @DisplayName(
            "R4, P6, I8: 1,000 flows, each call on a random node of three: 1,000 tokens, and who waits has its own code within 100 ms")
    void flows_do_not_care_for_nodes() throws Exception {
        provider.autoApprove(true);
        Set<String> tokens = new HashSet<>();
        Queue<Duration> waits = new ConcurrentLinkedQueue<>();
        ExecutorService people = Executors.newFixedThreadPool(PEOPLE);
        try {
            Callable<Set<String>> lot = () -> tokens(parked(LOT), waits);
            for (Future<Set<String>> done : people.invokeAll(Collections.nCopies(MANY / LOT, lot))) {
                tokens.addAll(done.get());
            }
        } finally {
            people.shutdownNow();
        }
        assertThat(tokens).hasSize(MANY);
        // Of some a busy machine may make more, so it is asked of half of them; looking now and then takes far longer.
        assertThat(waits.stream().sorted().skip(MANY / 2).findFirst().orElseThrow())
                .isLessThan(WOKEN);
    }

    private Set<String> tokens(List<Flow> flows, Queue<Duration> waits) throws Exception {
        Collections.shuffle(flows, RANDOM);
        Set<String> tokens = new HashSet<>();
        for (Flow flow : flows) {
            String code = approved(flow.login());
            CompletableFuture<Long> woken = flow.caller().thenApply(reply -> System.nanoTime());
            JsonObject result = callback(flow.login(), code).join().expect(200).json("result");
            long answered = System.nanoTime();
            Reply waited = flow.caller().get(20, TimeUnit.SECONDS).expect(200);
            waits.add(Duration.ofNanos(woken.join() - answered));
            assertThat(waited.json("result")).isEqualTo(result);
            assertThat(result.getString("state")).isEqualTo(flow.login().state());
            Reply token =
                    any().postJson("/pkce/token", flow.login().tokenCall(code)).expect(200);
            tokens.add(token.json("auth0", "oAuth", "token").getString("access_token"));
        }
        return tokens;
    }

    @Test
    @DisplayName("P1: of two callbacks at once on any nodes one is taken, and the waiter gets its code")
    void two_callbacks() throws Exception {
        for (Flow flow : parked(ROUNDS)) {
            List<CompletableFuture<Reply>> racers = List.of(
                    callback(flow.login(), "one-" + flow.login().state()),
                    callback(flow.login(), "two-" + flow.login().state()));
            List<Reply> replies = racers.stream().map(CompletableFuture::join).toList();

            assertThat(replies).extracting(Reply::status).containsExactlyInAnyOrder(200, 400);
            Reply won = replies.get(replies.get(0).status() == 200 ? 0 : 1);
            assertThat(flow.caller().get(20, TimeUnit.SECONDS).expect(200).json("result"))
                    .isEqualTo(won.json("result"));
        }
    }

    @Test
    @DisplayName("P7: of two different seeds at once on any nodes one is parked, and the other one is told so")
    void two_seeds() {
        for (int i = 0; i < ROUNDS; i++) {
            Login login = any().login();
            List<CompletableFuture<Reply>> racers = new ArrayList<>();
            for (String organization : List.of("one", "two")) {
                JsonObject seed = login.seed().put("organization", organization);
                racers.add(any().postJsonAsync("/pkce/code", seed, "Prefer", "respond-async"));
            }
            assertThat(racers.stream().map(racer -> racer.join().status())).containsExactlyInAnyOrder(202, 409);
        }
    }

    @ParameterizedTest(name = "P8, P10: a clear on any node ends the wait of {0} with 410, wherever they wait")
    @ValueSource(ints = {1, AT_ONCE})
    void clear(int size) throws Exception {
        List<Flow> flows = waiting(size);

        any().post("/pkce/clear").expect(204);

        for (Flow flow : flows) {
            flow.caller().get(20, TimeUnit.SECONDS).expectProblem(410, "flow_cleared");
        }
        any().post("/pkce/clear").expect(204);
        callback(flows.get(0).login(), "late").join().expectProblem(400, "invalid_request");
    }

    @Test
    @DisplayName("P9: an application clears its own flows on all nodes, and nobody else's")
    void owners() throws Exception {
        Flow mine = parked(ID, "A");
        Flow theirs = parked(ID, "B");
        seeded(mine);
        seeded(theirs);
        awaitWaiting(2);

        any().post("/pkce/clear", ID, "A").expect(204);

        mine.caller().get(20, TimeUnit.SECONDS).expectProblem(410, "flow_cleared");
        assertThat(theirs.caller()).isNotDone();
        callback(theirs.login(), "code-of-" + theirs.login().state()).join().expect(200);
        theirs.caller().get(20, TimeUnit.SECONDS).expect(200);
    }

    @Test
    @DisplayName(
            "P11: a callback and a clear at once on any nodes end in one of the two, for both and the waiter alike")
    void callback_and_clear() throws Exception {
        for (Flow flow : waiting(ROUNDS)) {
            CompletableFuture<Reply> callback =
                    callback(flow.login(), "code-of-" + flow.login().state());
            any().post("/pkce/clear?state=" + flow.login().state()).expect(204);

            Reply waited = flow.caller().get(20, TimeUnit.SECONDS);
            if (callback.join().status() == 200) {
                assertThat(waited.expect(200).json("result"))
                        .isEqualTo(callback.join().json("result"));
            } else {
                waited.expectProblem(410, "flow_cleared");
            }
        }
    }

    @Test
    @DisplayName("P11: so do a callback and the end of the flow's time")
    void callback_and_expiry(TestGateways gateways) throws Exception {
        List<TestGateway> brief = IntStream.range(0, 2)
                .mapToObj(i -> gateways.start(SharedFlowsTest::brief))
                .toList();
        List<CompletableFuture<Reply>> callbacks = new ArrayList<>();
        List<CompletableFuture<Reply>> callers = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            Login login = brief.get(i % 2).login();
            int delay = TTL_MILLIS - AROUND_MILLIS + RANDOM.nextInt(2 * AROUND_MILLIS);
            callbacks.add(later(brief.get(1 - i % 2), login, delay));
            callers.add(login.park());
        }

        for (int i = 0; i < ROUNDS; i++) {
            Reply callback = callbacks.get(i).join();
            Reply waited = callers.get(i).get(20, TimeUnit.SECONDS);
            if (callback.status() == 200) {
                assertThat(waited.expect(200).json("result")).isEqualTo(callback.json("result"));
            } else {
                callback.expectProblem(400, "invalid_request");
                waited.expectProblem(504, "flow_expired");
            }
        }
        assertThat(callbacks.stream().map(callback -> callback.join().status())).contains(200, 400);
    }

    private static void brief(JsonObject config) {
        shared(config);
        config.getJsonObject("redis").put("prefix", "brief");
        config.getJsonObject("flows").put("ttl", TTL_MILLIS + "ms");
    }

    private static CompletableFuture<Reply> later(TestGateway node, Login login, int millis) {
        Executor then = CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
        Map<String, String> form = Map.of("code", "code-of-" + login.state(), "state", login.state());
        return CompletableFuture.runAsync(() -> {}, then)
                .thenCompose(now -> node.postFormAsync("/pkce/response/code", form));
    }
}

package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.demo.Browser;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.redis.RedisServer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
    private static final int ROUNDS = 100;
    private static final String ID = "X-Application-ID";
    private static final Random RANDOM = new Random(6749);

    private static final List<TestGateway> NODES = new ArrayList<>();
    private static RedisServer redis;

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
        config.put("redis", new JsonObject().put("url", redis.url()).put("timeout", "10s"));
        config.getJsonObject("flows")
                .put("store", "redis")
                .put("keys", Base64.getEncoder().encodeToString(new byte[32]));
        config.getJsonObject("http").put("public-url", "http://localhost:9");
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
        return new Flow(login, any().postJsonAsync("/pkce/code", login.seed(), headers));
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
        any().postJson("/pkce/code", flow.login().seed(), "Prefer", "respond-async")
                .expect(202);
    }

    private CompletableFuture<Reply> callback(Login login, String code) {
        return any().postFormAsync("/pkce/response/code", Map.of("code", code, "state", login.state()));
    }

    /** The code that the provider sends a browser back with, which some node has sent there. */
    private String approved(Login login) {
        String there = any().get("/pkce/authorize?state=" + Forms.encode(login.state()))
                .expect(302)
                .header("Location");
        String back = new Browser().get(there).headers().firstValue("Location").orElseThrow();
        return Forms.query(back).getOrDefault("code", "");
    }

    @Test
    @DisplayName("R4, P6, I8: 1,000 flows whose every call is on a random node of three: 1,000 tokens, each its own")
    void flows_do_not_care_for_nodes() throws Exception {
        provider.autoApprove(true);
        Set<String> tokens = new HashSet<>();
        for (int i = 0; i < MANY; i += AT_ONCE) {
            tokens.addAll(tokens(parked(AT_ONCE)));
        }
        assertThat(tokens).hasSize(MANY);
    }

    private Set<String> tokens(List<Flow> flows) throws Exception {
        Collections.shuffle(flows, RANDOM);
        Set<String> tokens = new HashSet<>();
        for (Flow flow : flows) {
            String code = approved(flow.login());
            JsonObject result = callback(flow.login(), code).join().expect(200).json("result");
            Reply waited = flow.caller().get(20, TimeUnit.SECONDS).expect(200);
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
        List<Flow> flows = parked(size);

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
        for (Flow flow : parked(ROUNDS)) {
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
}

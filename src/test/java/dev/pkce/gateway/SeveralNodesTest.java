package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import dev.pkce.gateway.redis.RedisServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Calls for one and the same thing at three gateways that share a Redis. */
@ExtendWith(GatewayExtension.class)
class SeveralNodesTest {
    private static final int CALLS = 200;
    private static final int DIFFERENT = 9;
    // Longer than it takes for all calls to arrive, so that they overlap.
    private static final Fault SLOW = Fault.slow(Duration.ofSeconds(2));

    private static RedisServer redis;
    private static List<TestGateway> nodes;

    private final DevelopmentProvider provider;

    SeveralNodesTest(DevelopmentProvider provider) {
        this.provider = provider;
    }

    @BeforeAll
    static void start(TestGateways gateways) throws Exception {
        redis = RedisServer.start();
        nodes = SharedNodes.three(gateways, redis, SeveralNodesTest::limit);
    }

    private static void limit(JsonObject config) {
        config.put("insecure", new JsonArray().add("flows.binding"));
        config.getJsonObject("http")
                .put("trusted-proxies", new JsonArray().add("127.0.0.1").add("::1"))
                .put("rate-limits", new JsonObject().put("code", "3/1h"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (redis != null) {
            redis.close();
        }
    }

    @Test
    @DisplayName(
            "P2: identical calls for one code on three nodes are one call to the provider, and get identical answers")
    void a_code_on_all_nodes() {
        Login login = nodes.get(0).login();
        String code = approved(login, new JsonArray().add("openid"));
        provider.faults().on(Leg.TOKEN, SLOW);

        List<Reply> replies = everywhere(login.tokenCall(code));

        assertThat(replies).allSatisfy(reply -> reply.expect(200));
        assertThat(replies.stream().map(Reply::json).distinct()).hasSize(1);
        assertThat(upstream()).isEqualTo(1);
        nodes.get(1).postJson("/pkce/token", login.tokenCall(code)).expectProblem(400, "invalid_grant");
    }

    @Test
    @DisplayName(
            "P4: 200 refreshes of one token on three nodes are one call to the provider, and get identical answers")
    void a_refresh_on_all_nodes() {
        Login login = nodes.get(0).login();
        String code = approved(login, new JsonArray().add("openid").add("offline_access"));
        Reply first =
                nodes.get(1).postJson("/pkce/token", login.tokenCall(code)).expect(200);
        provider.recorder().clear();
        provider.faults().on(Leg.TOKEN, SLOW);
        JsonObject refresh = new JsonObject()
                .put("grant_type", "refresh_token")
                .put("client_id", Login.CLIENT)
                .put("refresh_token", token(first).getString("refresh_token"));

        List<Reply> replies = everywhere(refresh);

        assertThat(replies).allSatisfy(reply -> reply.expect(200));
        assertThat(replies.stream()
                        .map(reply -> token(reply).getString("access_token"))
                        .distinct())
                .hasSize(1);
        assertThat(upstream()).isEqualTo(1);
        nodes.get(2)
                .postJson("/pkce/token", refresh.copy().put("client_id", "another"))
                .expectProblem(400, "invalid_grant");
    }

    @Test
    @DisplayName(
            "S3: an address that calls too often gets 429 on every node, and its calls before that reach theirs whole")
    void calls_count_together() {
        String[] client = {"X-Forwarded-For", "203.0.113.9", "Prefer", "respond-async"};
        for (TestGateway node : nodes) {
            node.postJson("/pkce/code", node.login().seed(), client).expect(202);
        }

        for (TestGateway node : nodes) {
            node.postJson("/pkce/code", node.login().seed(), client).expectProblem(429, "temporarily_unavailable");
        }
    }

    @Test
    @DisplayName("P3: calls for one code that differ, on three nodes: the right one succeeds, the others are refused")
    void calls_that_differ_share_nothing() {
        Login login = nodes.get(0).login();
        JsonObject right = login.tokenCall(approved(login, new JsonArray().add("openid")));
        provider.recorder().clear();
        provider.faults().on(Leg.TOKEN, SLOW);
        List<JsonObject> calls = new ArrayList<>();
        for (int i = 0; i < DIFFERENT; i++) {
            calls.add(right.copy().put("client_id", "other-" + i));
            calls.add(right.copy().put("redirect_uri", login.tokenCall("code").getString("redirect_uri") + "/" + i));
        }
        // Four, for with a fifth wrong verifier the flow would end.
        Stream.of("a", "b", "c", "d").forEach(wrong -> calls.add(right.copy().put("code_verifier", wrong.repeat(43))));
        calls.add(DIFFERENT, right);

        List<Reply> replies = IntStream.range(0, calls.size())
                .mapToObj(i -> nodes.get(i % 3).postJsonAsync("/pkce/token", calls.get(i)))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        for (int i = 0; i < calls.size(); i++) {
            if (i == DIFFERENT) {
                replies.get(i).expect(200);
            } else {
                replies.get(i).expectProblem(400, "invalid_grant");
            }
        }
        assertThat(upstream()).isEqualTo(1);
    }

    private String approved(Login login, JsonArray scope) {
        provider.autoApprove(true);
        return nodes.get(2)
                .postJson("/pkce/code", login.seed().put("scope", scope))
                .expect(200)
                .json("result")
                .getString("code");
    }

    private static JsonObject token(Reply reply) {
        return reply.json("auth0").getJsonObject("oAuth").getJsonObject("token");
    }

    private List<Reply> everywhere(JsonObject call) {
        return IntStream.range(0, CALLS)
                .mapToObj(i -> nodes.get(i % 3).postJsonAsync("/pkce/token", call))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }

    private int upstream() {
        return provider.recorder().count("/oauth/token");
    }
}

package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.demo.Browser;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.redis.RedisCluster;
import dev.pkce.gateway.redis.RedisServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Logins at two gateways whose flows are in a Redis Cluster, or in a Redis that Sentinels look after. */
@ExtendWith(GatewayExtension.class)
class RedisTopologiesTest {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int LOGINS = 12;

    private final TestGateways gateways;
    private final DevelopmentProvider provider;

    private final List<TestGateway> nodes = new ArrayList<>();

    RedisTopologiesTest(TestGateways gateways, DevelopmentProvider provider) {
        this.gateways = gateways;
        this.provider = provider;
    }

    private void start(JsonObject redis) {
        nodes.add(gateways.start(config -> share(config, redis)));
        nodes.add(gateways.start(config -> share(config, redis)));
        awaitReady();
    }

    private void awaitReady() {
        await().atMost(LONGEST).until(() -> nodes.stream().allMatch(SharedNodes::ready));
    }

    private TestGateway one() {
        return nodes.get(0);
    }

    private TestGateway other() {
        return nodes.get(1);
    }

    private static void share(JsonObject config, JsonObject redis) {
        SharedNodes.share(config, redis.copy().put("timeout", "5s"), "http://localhost:9");
        config.getJsonObject("http").put("rate-limits", new JsonObject().put("code", "1000/1h"));
        config.getJsonArray("providers").getJsonObject(0).put("preflight", false);
    }

    /** A login each of whose calls is at the other node than the one before. */
    private JsonObject signIn() throws Exception {
        Login login = Login.of(other(), one().login().challenge());
        CompletableFuture<Reply> caller = login.seeded().park();
        String there = one().get("/pkce/authorize?state=" + Forms.encode(login.state()))
                .expect(302)
                .header("Location");
        String code = code(there);
        one().postForm("/pkce/response/code", Map.of("code", code, "state", login.state()))
                .expect(200);
        assertThat(caller.get(20, TimeUnit.SECONDS).expect(200).json("result").getString("code"))
                .isEqualTo(code);
        return login.tokenCall(code);
    }

    /** What the provider sends a browser back with. */
    private static String code(String there) {
        String back = new Browser().get(there).headers().firstValue("Location").orElseThrow();
        return Forms.query(back).getOrDefault("code", "");
    }

    private void assertCleared() throws Exception {
        Login login = Login.of(one(), other().login().challenge());
        CompletableFuture<Reply> caller = SharedNodes.park(login, other());
        other().post("/pkce/clear").expect(204);
        caller.get(20, TimeUnit.SECONDS).expectProblem(410, "flow_cleared");
    }

    /** Identical calls on both nodes are one. */
    private void assertOneToken(JsonObject call) {
        int before = provider.recorder().count("/oauth/token");
        List<Reply> replies = nodes.stream().map(node -> node.postJsonAsync("/pkce/token", call)).toList().stream()
                .map(CompletableFuture::join)
                .toList();
        assertThat(replies).extracting(Reply::status).contains(200).isSubsetOf(200, 400);
        other().postJson("/pkce/token", call).expectProblem(400, "invalid_grant");
        assertThat(provider.recorder().count("/oauth/token")).isEqualTo(before + 1);
    }

    @Test
    @DisplayName("R4: people sign in at nodes whose flows are spread over the three masters of a cluster")
    void cluster() throws Exception {
        provider.autoApprove(true);
        try (RedisCluster cluster = RedisCluster.start()) {
            List<String> urls = cluster.members().stream().map(RedisServer::url).toList();
            start(new JsonObject().put("type", "cluster").put("url", new JsonArray(urls)));

            for (int i = 0; i < LOGINS; i++) {
                assertOneToken(signIn());
            }
            assertCleared();

            for (RedisServer member : cluster.members()) {
                assertThat(member.command("DBSIZE")).isNotEqualTo(":0");
            }
        }
    }

    @Test
    @DisplayName(
            "R4: people sign in while Sentinels name another master: it goes on by itself, and no flow gives two tokens")
    void sentinel() throws Exception {
        provider.autoApprove(true);
        try (RedisServer first = RedisServer.start();
                RedisServer second = RedisServer.start("--replicaof", "127.0.0.1 " + first.port());
                RedisServer sentinel = RedisServer.startSentinel(first)) {
            start(new JsonObject().put("type", "sentinel").put("url", sentinel.url()));
            JsonObject spent = signIn();
            assertOneToken(spent);
            await().atMost(LONGEST).until(() -> follows(sentinel, second));
            JsonObject open = signIn();
            // Not by WAIT, which only waits for what came by the connection that it comes by.
            await().atMost(LONGEST).until(() -> written(second).equals(written(first)));

            first.kill();
            await().atMost(LONGEST)
                    .until(() -> second.command("SET", "probe", "1").equals("+OK"));
            awaitReady();

            other().postJson("/pkce/token", spent).expectProblem(400, "invalid_grant");
            assertOneToken(open);
            assertOneToken(signIn());
            assertCleared();
        }
    }

    private static String written(RedisServer server) throws Exception {
        String offset = "return string.match(redis.call('INFO', 'replication'), 'master_repl_offset:(%d+)')";
        return server.command("EVAL", offset, "0");
    }

    private static boolean follows(RedisServer sentinel, RedisServer second) throws Exception {
        return sentinel.command("SENTINEL", "CKQUORUM", "mymaster").startsWith("+OK")
                && !second.command("DBSIZE").equals(":0");
    }
}

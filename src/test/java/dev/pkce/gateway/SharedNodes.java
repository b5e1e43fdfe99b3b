package dev.pkce.gateway;

import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.demo.Browser;
import dev.pkce.gateway.redis.RedisServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Gateways that share a Redis, and are one to the world by their public URL. */
final class SharedNodes {
    private SharedNodes() {}

    /** Has a gateway share {@code redis} with others, behind {@code publicUrl}. */
    static void share(JsonObject config, RedisServer redis, String publicUrl) {
        share(config, new JsonObject().put("url", redis.url()).put("timeout", "5s"), publicUrl);
    }

    /** The same with the section {@code redis} as a whole. */
    static void share(JsonObject config, JsonObject redis, String publicUrl) {
        config.getJsonObject("http").put("public-url", publicUrl);
        config.getJsonObject("flows")
                .put("store", "redis")
                .put("keys", Base64.getEncoder().encodeToString(new byte[32]));
        config.put("redis", redis);
    }

    /** Three of them, which {@code change} has changed besides. */
    static List<TestGateway> three(TestGateways gateways, RedisServer redis, Consumer<JsonObject> change)
            throws IOException {
        String publicUrl = "http://localhost:" + FreePort.next();
        return IntStream.range(0, 3)
                .mapToObj(i -> gateways.start(config -> {
                    share(config, redis, publicUrl);
                    change.accept(config);
                }))
                .toList();
    }

    /** Whether a gateway says that it is ready. */
    static boolean ready(TestGateway gateway) {
        String url = "http://127.0.0.1:" + gateway.gateway().managementPort() + "/health/ready";
        return new Browser().get(url).statusCode() == 200;
    }

    /** Has a caller wait for {@code login}; {@code other} looks until it does, which is when the flow is there. */
    static CompletableFuture<Reply> park(Login login, TestGateway other) {
        CompletableFuture<Reply> caller = login.park();
        String look = "/pkce/code?state=" + login.state();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> other.get(look, "Prefer", "wait=0").status() == 202);
        return caller;
    }
}

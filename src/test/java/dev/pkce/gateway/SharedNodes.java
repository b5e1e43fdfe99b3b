package dev.pkce.gateway;

import dev.pkce.gateway.redis.RedisServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Gateways that share a Redis, and are one to the world by their public URL. */
final class SharedNodes {
    private SharedNodes() {}

    /** Has a gateway share {@code redis} with others, behind {@code publicUrl}. */
    static void share(JsonObject config, RedisServer redis, String publicUrl) {
        config.getJsonObject("http").put("public-url", publicUrl);
        config.getJsonObject("flows")
                .put("store", "redis")
                .put("keys", Base64.getEncoder().encodeToString(new byte[32]));
        config.put("redis", new JsonObject().put("url", redis.url()));
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
}

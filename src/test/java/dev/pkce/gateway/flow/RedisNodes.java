package dev.pkce.gateway.flow;

import dev.pkce.gateway.redis.RedisConfig;
import dev.pkce.gateway.redis.RedisConnection;
import dev.pkce.gateway.redis.RedisServer;
import dev.pkce.gateway.seal.KeyRing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Nodes that share one Redis, each on a Vert.x of its own. */
final class RedisNodes implements AutoCloseable {
    static final KeyRing KEYS = KeyRing.of(new byte[32]);

    private final List<RedisConnection> connections = new ArrayList<>();
    private final List<Vertx> started = new ArrayList<>();
    private final RedisConfig redis;
    private final Supplier<FlowConfig> limits;

    /** Nodes that give {@code server} so much time for each command. */
    RedisNodes(RedisServer server, Duration timeout, Supplier<FlowConfig> limits) {
        this(server.config(), timeout, limits);
    }

    /** Nodes that reach their Redis as {@code usual} says. */
    RedisNodes(RedisConfig usual, Duration timeout, Supplier<FlowConfig> limits) {
        this.redis = new RedisConfig(
                usual.servers(), usual.user(), usual.password(), timeout, usual.connections(), usual.prefix());
        this.limits = limits;
    }

    StoreNode start() throws TimeoutException {
        return start(() -> KEYS);
    }

    /** A node with other keys. */
    StoreNode start(Supplier<KeyRing> keys) throws TimeoutException {
        Vertx vertx = Vertx.vertx();
        started.add(vertx);
        RedisConnection connection =
                RedisConnection.open(vertx, redis, new SimpleMeterRegistry()).await(20, TimeUnit.SECONDS);
        connections.add(connection);
        return new StoreNode(
                vertx,
                SharedFlows.open(vertx, connection, keys, redis.timeout(), Terms.of(limits))
                        .await(20, TimeUnit.SECONDS));
    }

    @Override
    public void close() throws TimeoutException {
        for (RedisConnection connection : connections) {
            connection.close().await(20, TimeUnit.SECONDS);
        }
        for (Vertx vertx : started) {
            vertx.close().await(20, TimeUnit.SECONDS);
        }
    }
}

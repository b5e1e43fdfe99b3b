package dev.pkce.gateway.flow;

import dev.pkce.gateway.redis.RedisConnection;
import dev.pkce.gateway.seal.KeyRing;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What the nodes share.
 *
 * @param vertx of this node
 * @param redis where flows are
 * @param keys what seals them, asked each time
 * @param clock by what time they end
 */
record RedisStore(Vertx vertx, RedisConnection redis, Supplier<KeyRing> keys, ServerClock clock) {
    /** The flows in {@code redis}, for whose replies nobody waits longer than {@code patience}. */
    RedisStore(Vertx vertx, RedisConnection redis, Supplier<KeyRing> keys, Duration patience) {
        this(vertx, redis, keys, new ServerClock(redis, patience));
    }

    /** What rows look like there. */
    Sealed sealed() {
        return new Sealed(keys, clock);
    }
}

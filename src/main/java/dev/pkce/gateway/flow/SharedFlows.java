package dev.pkce.gateway.flow;

import dev.pkce.gateway.redis.RedisConnection;
import dev.pkce.gateway.seal.KeyRing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;

/** Opens the store of several nodes: each takes any step of any flow, and wakes whoever waits for it on another one. */
public final class SharedFlows {
    private SharedFlows() {}

    /**
     * The flows in {@code redis}. Done once that was heard of, or cannot be reached: steps then fail with 503 until it can.
     *
     * @param keys what seals flows, and opens what other nodes have sealed; asked each time
     * @param patience how long a command may take, as {@code redis} has it
     * @param terms what the flows are held to, by the clock of {@code redis}; {@code max} counts those of all nodes
     */
    public static Future<FlowStore> open(
            Vertx vertx, RedisConnection redis, Supplier<KeyRing> keys, Duration patience, Terms terms) {
        RedisStore store = new RedisStore(vertx, redis, keys, patience);
        Terms shared = terms.by(store.clock());
        RedisRows rows = new RedisRows(store, () -> shared.config().get().max(), shared::idle);
        RedisWakes wakes = new RedisWakes(store, rows);
        FlowStore flows = new FlowStore(() -> rows, wakes, vertx, shared);
        return Future.join(wakes.listen(), rows.tidy()).map(flows).otherwise(flows);
    }
}

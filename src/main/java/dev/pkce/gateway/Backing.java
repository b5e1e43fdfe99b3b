package dev.pkce.gateway;

import dev.pkce.gateway.flow.FlowConfig;
import dev.pkce.gateway.flow.FlowStore;
import dev.pkce.gateway.flow.SharedFlows;
import dev.pkce.gateway.flow.Terms;
import dev.pkce.gateway.http.Shares;
import dev.pkce.gateway.ops.Check;
import dev.pkce.gateway.redis.RedisConfig;
import dev.pkce.gateway.redis.RedisConnection;
import dev.pkce.gateway.seal.KeyRing;
import dev.pkce.gateway.token.Exchanges;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a gateway keeps what outlives a request: by itself, or in a Redis that it shares with other nodes.
 *
 * @param flows the logins
 * @param exchanges what token calls have in common
 * @param shares how often each client has called
 * @param redis null where it keeps all by itself
 */
record Backing(
        FlowStore flows,
        Exchanges exchanges,
        Shares shares,
        @Nullable RedisConnection redis) {
    /** As {@code inForce} has it. A Redis that cannot be reached yet keeps nobody from starting. */
    static Future<Backing> open(Vertx vertx, InForce inForce, MeterRegistry registry) {
        Supplier<FlowConfig> flows = () -> inForce.config().flows();
        if (!flows.get().shared()) {
            return Future.succeededFuture(new Backing(
                    new FlowStore(vertx, Terms.of(flows, inForce::isGone)),
                    new Exchanges(flows.get().revokeOnClear()),
                    Shares.local(),
                    null));
        }
        RedisConfig config = Objects.requireNonNull(inForce.config().redis());
        return RedisConnection.open(vertx, config, registry)
                .compose(redis -> Future.succeededFuture()
                        .compose(v -> shared(vertx, redis, inForce))
                        .recover(failure -> redis.close().transform(closed -> Future.failedFuture(failure))));
    }

    private static Future<Backing> shared(Vertx vertx, RedisConnection redis, InForce inForce) {
        Supplier<FlowConfig> flows = () -> inForce.config().flows();
        Supplier<KeyRing> keys = () -> Objects.requireNonNull(flows.get().keys());
        Duration patience = Objects.requireNonNull(inForce.config().redis()).timeout();
        Exchanges exchanges = Exchanges.shared(flows.get().revokeOnClear(), redis, keys);
        return SharedFlows.open(vertx, redis, keys, patience, Terms.of(flows, inForce::isGone))
                .map(store -> new Backing(store, exchanges, new RedisShares(redis), redis));
    }

    /** What it cannot do without. */
    List<Check> needed() {
        return redis == null ? List.of() : List.of(new Check("redis", redis::trouble));
    }

    Future<?> close() {
        // Also where the verticle that looks after them has never begun.
        flows.close();
        return redis == null ? Future.succeededFuture() : redis.close();
    }
}

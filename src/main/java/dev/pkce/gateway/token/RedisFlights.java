package dev.pkce.gateway.token;

import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.SignIn;
import dev.pkce.gateway.flow.S256;
import dev.pkce.gateway.provider.SingleFlight;
import dev.pkce.gateway.redis.RedisConnection;
import dev.pkce.gateway.seal.KeyRing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** The flights of all nodes that share a Redis. Each node takes part in one with a single call, whoever waits for it there. */
final class RedisFlights implements Flights {
    private final SingleFlight<SignIn> here = new SingleFlight<>();
    private final RedisConnection redis;
    private final SealedOutcomes outcomes;

    RedisFlights(RedisConnection redis, Supplier<KeyRing> keys) {
        this.redis = redis;
        this.outcomes = new SealedOutcomes(redis, keys);
    }

    @Override
    public Future<SignIn> join(Vertx vertx, Flight flight, Supplier<Future<SignIn>> call) {
        return here.join(vertx, flight.name(), () -> new SharedFlight(vertx, redis, outcomes, flight, call).begin());
    }

    @Override
    public Future<Void> forget(Secret token) {
        return outcomes.revoke(S256.of(token.reveal()));
    }

    /** Redis itself drops what is over. */
    @Override
    public void tidy() {}
}

package dev.pkce.gateway.doctor;

import dev.pkce.gateway.provider.Provider;
import dev.pkce.gateway.redis.RedisConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Examines providers, all at once, the gateway, and Redis; it finds out, and changes nothing. */
public final class Doctor {
    private final Vertx vertx;
    private final Listener listener;

    /** One for a gateway that listens as {@code listener} says. */
    public Doctor(Vertx vertx, Listener listener) {
        this.vertx = vertx;
        this.listener = listener;
    }

    /**
     * Examines the providers of a configuration.
     *
     * @param configured all of them
     * @param only the name of the one to examine; null for all
     * @param redis what several nodes share; null for nothing
     */
    public Future<Diagnosis> examine(List<Provider> configured, @Nullable String only, @Nullable RedisConfig redis) {
        List<Future<Section>> examined = IntStream.range(0, configured.size())
                .mapToObj(i -> new Entry(i, configured.size() == 1, configured.get(i)))
                .filter(entry -> only == null || only.equals(entry.provider().name()))
                .map(entry -> new Examination(vertx, entry, listener.callback()).run())
                .toList();
        Future<Section> gateway = Future.all(examined).compose(all -> new GatewayChecks(vertx, listener).run());
        return gateway.compose(v -> shared(redis))
                .map(shared ->
                        new Diagnosis(examined.stream().map(Future::result).toList(), gateway.result(), shared));
    }

    private Future<Optional<Section>> shared(@Nullable RedisConfig redis) {
        return redis == null
                ? Future.succeededFuture(Optional.empty())
                : new RedisChecks(vertx, redis).run().map(Optional::of);
    }
}

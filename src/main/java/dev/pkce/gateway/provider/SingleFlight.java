package dev.pkce.gateway.provider;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/** Lets identical calls that overlap share one answer. Safe from any event loop; each caller is told on its own. */
public final class SingleFlight<T> {
    private final ConcurrentMap<String, Future<T>> flights = new ConcurrentHashMap<>();

    /** The answer of the call under way for {@code key}, or of {@code call}, which is made if there is none. */
    public Future<T> join(Vertx vertx, String key, Supplier<Future<T>> call) {
        Promise<T> own = Promise.promise();
        Future<T> leader = flights.putIfAbsent(key, own.future());
        if (leader != null) {
            return on(vertx.getOrCreateContext(), leader);
        }
        // Landed first, told second: whoever comes after the answer makes a call of its own.
        attempt(call).onComplete(result -> {
            flights.remove(key);
            own.handle(result);
        });
        return own.future();
    }

    private static <T> Future<T> attempt(Supplier<Future<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }

    private static <T> Future<T> on(Context context, Future<T> elsewhere) {
        Promise<T> here = Promise.promise();
        elsewhere.onComplete(result -> context.runOnContext(turn -> here.handle(result)));
        return here.future();
    }
}

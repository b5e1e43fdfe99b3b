package dev.pkce.gateway;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** What a gateway has begun and nobody else ends: all of it is ended with the gateway, or once its start has failed. */
final class Endings {
    private final Deque<Supplier<Future<?>>> endings = new ArrayDeque<>();

    /** Adds what is to be ended before all that was added so far. */
    void add(Supplier<Future<?>> ending) {
        endings.push(ending);
    }

    /** The same for what ends at once. */
    void addNow(Runnable ending) {
        add(() -> {
            ending.run();
            return Future.succeededFuture();
        });
    }

    /** Ends all of it, once, each after the one before, whichever way that ended. */
    Future<?> all() {
        Future<?> last = Future.succeededFuture();
        while (!endings.isEmpty()) {
            Supplier<Future<?>> ending = endings.pop();
            last = last.transform(before -> ending.get());
        }
        return last;
    }
}

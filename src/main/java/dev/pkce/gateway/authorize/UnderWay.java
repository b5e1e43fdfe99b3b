package dev.pkce.gateway.authorize;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What all instances of the authorize-proxy have under way. Safe from any thread. */
public final class UnderWay {
    private final LongAdder waiting = new LongAdder();
    private final Map<String, Future<?>> asked = new ConcurrentHashMap<>();

    /** Nothing yet; {@code registry} is told how many callers wait. */
    public UnderWay(MeterRegistry registry) {
        Gauge.builder("pkce.callers.waiting", waiting, LongAdder::sum)
                .description("Callers who wait for a person to sign in.")
                .register(registry);
    }

    /** How many callers wait. */
    LongAdder waiting() {
        return waiting;
    }

    /** The provider is being asked for the flow of {@code state}, until {@code call} is over and what came of it is kept. */
    void asked(String state, Future<?> call) {
        asked.put(state, call);
        // Not in a handler, which may run later, on the call's own context: who waits until all have settled looks at
        // once.
        Future<?> unused = call.transform(over -> {
            asked.remove(state, call);
            return Future.succeededFuture();
        });
    }

    /** Completes, and never fails, once no provider is being asked. */
    public Future<?> settled() {
        return asked.isEmpty()
                ? Future.succeededFuture()
                : Future.join(List.copyOf(asked.values())).transform(some -> settled());
    }

    /** The states of the flows whose provider is still being asked, each of which is told once. */
    Set<String> abandoned() {
        Set<String> states = Set.copyOf(asked.keySet());
        asked.keySet().removeAll(states);
        return states;
    }
}

package dev.pkce.gateway.authorize;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Stream;

/** What all instances of the authorize-proxy have under way. Safe from any thread. */
public final class UnderWay {
    private final LongAdder waiting = new LongAdder();
    private final Set<Future<?>> seeding = ConcurrentHashMap.newKeySet();
    private final Map<String, Future<?>> asked = new ConcurrentHashMap<>();
    private Future<?> abandoned = Future.succeededFuture();

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

    /** A flow is being seeded, until {@code call} is over. */
    void seeding(Future<?> call) {
        seeding.add(call);
        onceOver(call, () -> seeding.remove(call));
    }

    /** The provider is being asked for the flow of {@code state}, until {@code call} is over and what came of it is kept. */
    void asked(String state, Future<?> call) {
        asked.put(state, call);
        onceOver(call, () -> asked.remove(state, call));
    }

    /** Not in a handler, which may run later, on the call's own context: who waits until all have settled looks at once. */
    private static void onceOver(Future<?> call, Runnable then) {
        Future<?> unused = call.transform(over -> {
            then.run();
            return Future.succeededFuture();
        });
    }

    /** Completes, and never fails, once no flow is being seeded and no provider asked. */
    public Future<?> settled() {
        List<Future<?>> calls =
                Stream.concat(seeding.stream(), asked.values().stream()).toList();
        return calls.isEmpty() ? Future.succeededFuture() : Future.join(calls).transform(some -> settled());
    }

    /**
     * Has {@code release} give each flow back whose provider is still being asked, once. Completes, and never fails, once all
     * those are over that were ever given back.
     */
    synchronized Future<?> abandon(Function<String, Future<?>> release) {
        Set<String> states = Set.copyOf(asked.keySet());
        asked.keySet().removeAll(states);
        Future<?> before = abandoned;
        Future<?> more = Future.join(states.stream().map(release).toList());
        abandoned = before.transform(any -> more).otherwiseEmpty();
        return abandoned;
    }
}

package dev.pkce.gateway.provider;

import dev.pkce.gateway.api.PkceException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.core.AsyncResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/** Counts and times the calls to one provider, each leg by itself. No label holds anything that the provider said. */
final class CallMeters {
    private static final String CALLS = "pkce.provider.calls";
    private static final String WAITING = "pkce.provider.waiting";
    private static final String BREAKER = "pkce.provider.breaker";
    // Up to the longest that a call may be configured to take.
    private static final Duration[] BUCKETS = LongStream.of(
                    5, 10, 25, 50, 100, 250, 500, 1_000, 2_000, 5_000, 10_000, 20_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    /** What came of a call. */
    private enum Outcome {
        SUCCESS,
        /** 4xx: an OAuth error, as a rule. */
        REFUSED,
        /** 5xx, or no answer that can be read. */
        FAILED,
        TIMEOUT,
        /** 429, or a call that was not made since the last one. */
        THROTTLED,
        /** Not made: the breaker is open, or the queue for a connection full. */
        UNASKED;

        static Outcome of(AsyncResult<ProviderReply> ended) {
            if (ended.succeeded()) {
                int status = ended.result().status();
                return status < 400 ? SUCCESS : status < 500 ? REFUSED : FAILED;
            }
            return switch (PkceException.of(ended.cause()).problem().kind()) {
                case PROVIDER_TIMEOUT -> TIMEOUT;
                case TOO_MANY_REQUESTS -> THROTTLED;
                case UNAVAILABLE -> UNASKED;
                default -> FAILED;
            };
        }
    }

    private final Map<Leg, Map<Outcome, Timer>> calls = new EnumMap<>(Leg.class);
    // A client that never comes into use must not take the place of the one before.
    private final List<Runnable> gauges = new ArrayList<>();
    private final LongAdder waitingInFront = new LongAdder();
    private final LongAdder waitingBehind = new LongAdder();
    private final MeterRegistry registry;
    private final String provider;

    CallMeters(MeterRegistry registry, String provider) {
        this.registry = registry;
        this.provider = provider;
        for (Leg leg : Leg.values()) {
            calls.put(leg, timers(leg));
        }
        waiting("sign_in", waitingInFront);
        waiting("token", waitingBehind);
    }

    private Map<Outcome, Timer> timers(Leg leg) {
        Map<Outcome, Timer> timers = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            Timer timer = Timer.builder(CALLS)
                    .description("Calls to a provider, the wait for a connection included.")
                    .tags("provider", provider, "leg", leg.label())
                    .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry);
            timers.put(outcome, timer);
        }
        return timers;
    }

    private void waiting(String pool, LongAdder count) {
        gauges.add(() -> gauge(
                Gauge.builder(WAITING, count, LongAdder::sum)
                        .description("Calls that wait for a connection to a provider."),
                WAITING,
                Tags.of("provider", provider, "pool", pool)));
    }

    /** Tells of {@code breaker}, which guards {@code leg}. */
    void watch(Leg leg, CircuitBreaker breaker, ToDoubleFunction<CircuitBreaker> position) {
        gauges.add(() -> gauge(
                Gauge.builder(BREAKER, breaker, position)
                        .description("Whether a provider is called: 0 yes, 1 once to see whether it is back, 2 no."),
                BREAKER,
                Tags.of("provider", provider, "leg", leg.label())));
    }

    /** Has the registry ask for what changes by itself, unless it does already. */
    void bind() {
        gauges.forEach(Runnable::run);
        gauges.clear();
    }

    /** Takes the place of what told of a client that this provider had before. */
    private void gauge(Gauge.Builder<?> gauge, String name, Tags tags) {
        registry.find(name).tags(tags).meters().forEach(registry::remove);
        gauge.tags(tags).register(registry);
    }

    /** Takes away what {@code registry} tells of {@code provider}. */
    static void forget(MeterRegistry registry, String provider) {
        for (String name : List.of(CALLS, WAITING, BREAKER)) {
            registry.find(name).tag("provider", provider).meters().forEach(registry::remove);
        }
    }

    /** Those that wait for a connection that {@code leg} uses. */
    LongAdder waiting(Leg leg) {
        return leg.front() ? waitingInFront : waitingBehind;
    }

    /** A call on {@code leg} that began at {@code began} has {@code ended}. */
    void ended(Leg leg, long began, AsyncResult<ProviderReply> ended) {
        Map<Outcome, Timer> timers = Objects.requireNonNull(calls.get(leg));
        Objects.requireNonNull(timers.get(Outcome.of(ended))).record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    }
}

package dev.pkce.gateway.http;

import dev.pkce.gateway.api.Problem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times what the listener answers. All meters are made at the start, so that a request costs no look-up and
 * no label comes from one.
 */
final class RequestMeters {
    // Up to the waiting for a person, whose longest is 290 s.
    private static final Duration[] BUCKETS = DoubleStream.of(
                    .5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 120_000,
                    240_000)
            .mapToObj(millis -> Duration.ofNanos((long) (millis * 1_000_000)))
            .toArray(Duration[]::new);

    /** What a caller got. */
    private enum Outcome {
        SUCCESS,
        REFUSED,
        FAILED,
        /** Nothing, as it hung up first. */
        GONE;

        static Outcome of(boolean answered, int status) {
            if (!answered) {
                return GONE;
            }
            return status < 400 ? SUCCESS : status < 500 ? REFUSED : FAILED;
        }
    }

    private final Map<String, Map<Outcome, Timer>> routes = new HashMap<>();
    private final Map<Outcome, Timer> others;
    private final Map<Problem.Kind, Counter> refusals = new EnumMap<>(Problem.Kind.class);

    RequestMeters(MeterRegistry registry) {
        Paths.ALLOWED.keySet().forEach(path -> routes.put(path, timers(registry, path)));
        others = timers(registry, Paths.OTHER);
        for (Problem.Kind kind : Problem.Kind.values()) {
            refusals.put(kind, refusal(registry, kind));
        }
    }

    private static Map<Outcome, Timer> timers(MeterRegistry registry, String route) {
        Map<Outcome, Timer> timers = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            Timer timer = Timer.builder("pkce.requests")
                    .description("Requests, from their header to the end of the answer.")
                    .tag("route", route)
                    .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry);
            timers.put(outcome, timer);
        }
        return timers;
    }

    private static Counter refusal(MeterRegistry registry, Problem.Kind kind) {
        return Counter.builder("pkce.refusals")
                .description("Answers that were problems, by their kind.")
                .tag("reason", kind.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    /** A request came to its end, {@code answered} or not, after {@code nanos}. */
    void ended(HttpServerRequest request, boolean answered, long nanos) {
        Outcome outcome = Outcome.of(answered, request.response().getStatusCode());
        Objects.requireNonNull(timers(request.path()).get(outcome)).record(nanos, TimeUnit.NANOSECONDS);
    }

    /** What a caller was told instead of what it wanted. */
    void refused(Problem problem) {
        Objects.requireNonNull(refusals.get(problem.kind())).increment();
    }

    /** The same for what was no request for a path, and so came to no route. */
    void unrouted(Problem problem) {
        refused(problem);
        Objects.requireNonNull(others.get(Outcome.of(true, problem.status()))).record(Duration.ZERO);
    }

    /** As {@link Paths#route} has it. */
    private Map<Outcome, Timer> timers(@Nullable String path) {
        return routes.getOrDefault(path, others);
    }
}

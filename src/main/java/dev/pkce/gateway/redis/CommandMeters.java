package dev.pkce.gateway.redis;

import dev.pkce.gateway.redis.Fault.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** Counts and times commands, by name: all names are the gateway's own. */
final class CommandMeters {
    private static final Duration[] BUCKETS = LongStream.of(
                    250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000)
            .mapToObj(micros -> Duration.ofNanos(micros * 1_000))
            .toArray(Duration[]::new);

    private final Map<String, Map<Outcome, Timer>> commands = new ConcurrentHashMap<>();
    private final MeterRegistry registry;

    CommandMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** A command that began at {@code began} has ended. */
    void ended(String command, long began, Outcome outcome) {
        Map<Outcome, Timer> timers = commands.computeIfAbsent(command, this::timers);
        Objects.requireNonNull(timers.get(outcome)).record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    }

    private Map<Outcome, Timer> timers(String command) {
        Map<Outcome, Timer> timers = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            Timer timer = Timer.builder("pkce.redis.commands")
                    .description("Commands to Redis.")
                    .tags("command", command, "outcome", outcome.label())
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry);
            timers.put(outcome, timer);
        }
        return timers;
    }
}

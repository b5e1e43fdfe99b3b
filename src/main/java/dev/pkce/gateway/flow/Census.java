package dev.pkce.gateway.flow;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many rows there are in each stage, counted as they change, so that nobody has to read them all. Exact whenever no
 * step is being taken.
 */
final class Census {
    private final Map<Stage, LongAdder> rows = new EnumMap<>(Stage.class);
    private final LongAdder evicted = new LongAdder();
    private final IntSupplier max;

    /** @param max how many of them may be under way */
    Census(IntSupplier max) {
        this.max = max;
        for (Stage stage : Stage.values()) {
            rows.put(stage, new LongAdder());
        }
    }

    /** {@code after} has taken the place of {@code before}; null is no row. */
    void moved(@Nullable Flow before, @Nullable Flow after) {
        if (after != null) {
            of(after).increment();
        }
        if (before != null) {
            of(before).decrement();
        }
    }

    /** So many challenges that nobody had seeded are gone at once. */
    void dropped(int rows) {
        adder(Stage.ISSUED).add(-rows);
    }

    /** So many of those had to make room for others. */
    void evicted(int rows) {
        evicted.add(rows);
    }

    /** How many rows there are in {@code stage}; a row that is counted out before it is counted in is not told. */
    long count(Stage stage) {
        return Math.max(0, adder(stage).sum());
    }

    /** Has {@code registry} ask for the counts. */
    void bindTo(MeterRegistry registry) {
        for (Stage stage : Stage.values()) {
            Gauge.builder("pkce.flows", this, census -> census.count(stage))
                    .description("Flows by how far they have come; spent and denied ones are kept to tell replays.")
                    .tag("stage", stage.label())
                    .register(registry);
        }
        Gauge.builder("pkce.flows.limit", max::getAsInt)
                .description("How many flows may be under way (flows.max).")
                .register(registry);
        FunctionCounter.builder("pkce.flows.evicted", evicted, LongAdder::sum)
                .description("Challenges that nobody had seeded for long, which made room for others.")
                .register(registry);
    }

    private LongAdder of(Flow row) {
        return adder(Stage.of(row));
    }

    private LongAdder adder(Stage stage) {
        return rows.computeIfAbsent(stage, none -> new LongAdder());
    }
}

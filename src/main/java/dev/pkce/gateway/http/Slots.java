package dev.pkce.gateway.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts how many of something there are, over all instances of the listener, against how many there may be. */
final class Slots {
    private static final Logger LOG = LoggerFactory.getLogger(Slots.class);
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicLong told = new AtomicLong(System.nanoTime() - QUIET_NANOS);
    private final String key;
    private final IntSupplier max;

    /** @param key where {@code max} is configured */
    Slots(String key, IntSupplier max) {
        this.key = key;
        this.max = max;
    }

    /** Counts one more; false if it is one too many, which its owner is to end soon. */
    boolean take() {
        boolean free = taken.incrementAndGet() <= max.getAsInt();
        if (!free) {
            tell();
        }
        return free;
    }

    /** Counts one less. */
    void release() {
        taken.decrementAndGet();
    }

    /** Tells {@code registry} how many there are and may be, as {@code name}. */
    void bindTo(MeterRegistry registry, String name, String description) {
        Gauge.builder(name, taken, AtomicInteger::get).description(description).register(registry);
        Gauge.builder(name + ".limit", max::getAsInt)
                .description("How many there may be (" + key + ").")
                .register(registry);
    }

    private void tell() {
        long now = System.nanoTime();
        long last = told.get();
        if (now - last >= QUIET_NANOS && told.compareAndSet(last, now)) {
            LOG.warn("{} is reached: {}", key, max.getAsInt());
        }
    }
}

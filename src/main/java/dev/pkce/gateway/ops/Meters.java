package dev.pkce.gateway.ops;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;

/** Where all components count: a registry of the gateway's own, or that of the program it is a part of. */
public final class Meters implements AutoCloseable {
    private static final String OURS = "pkce.";

    private final MeterRegistry registry;
    // Null where the program tells of the JVM, if anybody does.
    private final @Nullable JvmMeters jvm;

    private Meters(MeterRegistry registry, @Nullable JvmMeters jvm) {
        this.registry = registry;
        this.jvm = jvm;
    }

    /** In a registry that, once {@link #complete}, also tells of the JVM and its process. */
    public static Meters own() {
        MeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        return new Meters(registry, new JvmMeters(registry));
    }

    /** In {@code registry}, which stays open; what is left there in the end is the program's own. */
    public static Meters in(MeterRegistry registry) {
        return new Meters(registry, null);
    }

    /** Adds what the JVM tells of itself, unless that is there; not for an event loop, which it would hold. */
    Meters complete() {
        if (jvm != null) {
            jvm.begin();
        }
        return this;
    }

    private static void removeOurs(MeterRegistry registry) {
        for (Meter meter : registry.getMeters()) {
            if (meter.getId().getName().startsWith(OURS)) {
                registry.remove(meter);
            }
        }
    }

    /** What components count in. */
    public MeterRegistry registry() {
        return registry;
    }

    /** Takes back whatever the gateway has put there. */
    @Override
    public void close() {
        if (jvm == null) {
            removeOurs(registry);
        } else {
            jvm.close();
            registry.close();
        }
    }
}

package dev.pkce.gateway.ops;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** Where all components count: a registry of the gateway's own, or that of the program it is a part of. */
public final class Meters implements AutoCloseable {
    private static final String OURS = "pkce.";

    private final MeterRegistry registry;
    private final Runnable close;

    private Meters(MeterRegistry registry, Runnable close) {
        this.registry = registry;
        this.close = close;
    }

    /** In a registry that also tells of the JVM and its process. */
    public static Meters own() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        JvmGcMetrics collector = new JvmGcMetrics();
        collector.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        return new Meters(registry, () -> close(registry, collector));
    }

    private static void close(MeterRegistry registry, JvmGcMetrics collector) {
        collector.close();
        registry.close();
    }

    /** In {@code registry}, which stays open; what is left there in the end is the program's own. */
    public static Meters in(MeterRegistry registry) {
        return new Meters(registry, () -> removeOurs(registry));
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
        close.run();
    }
}

package dev.pkce.gateway.ops;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM and its process tell of themselves. Begun after everything else, as the management beans behind it took a
 * twelfth of a start. Safe from any thread.
 */
final class JvmMeters implements AutoCloseable {
    private final MeterRegistry registry;
    private @Nullable JvmGcMetrics collector;
    private boolean closed;

    /** Tells {@code registry}, once it has begun. */
    JvmMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Takes long, for an event loop, the first time. */
    synchronized void begin() {
        if (collector != null || closed) {
            return;
        }
        collector = new JvmGcMetrics();
        collector.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (collector != null) {
            collector.close();
        }
    }
}

package dev.pkce.gateway.trace;

import io.vertx.core.spi.VertxTracerFactory;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingOptions;

/**
 * Another tracer, which is told of methods, statuses and event-bus addresses, and of nothing that a request or an answer
 * holds: Vert.x by itself writes whole addresses into traces, with the codes and states in them.
 */
public final class DiscreetTracing implements VertxTracerFactory {
    private final VertxTracerFactory factory;
    private final boolean propagate;

    /** What {@code factory} makes; {@code propagate} lets calls over HTTP carry the trace to others. */
    public DiscreetTracing(VertxTracerFactory factory, boolean propagate) {
        this.factory = factory;
        this.propagate = propagate;
    }

    @Override
    public VertxTracer<?, ?> tracer(TracingOptions options) {
        VertxTracer<?, ?> tracer = factory.tracer(options);
        return discreet(tracer);
    }

    private <I, O> VertxTracer<I, O> discreet(VertxTracer<I, O> tracer) {
        return new DiscreetTracer<>(tracer, propagate);
    }

    @Override
    public TracingOptions newOptions() {
        return factory.newOptions();
    }
}

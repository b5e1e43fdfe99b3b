package dev.pkce.gateway.trace;

import static java.util.Objects.requireNonNull;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.vertx.core.spi.VertxTracerFactory;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingOptions;
import io.vertx.tracing.opentelemetry.OpenTelemetryTracingFactory;
import java.util.concurrent.TimeUnit;

/** Sends traces to a collector by OTLP over HTTP, from threads of its own; what it cannot keep up with is left out. */
public final class OtlpTracing implements VertxTracerFactory {
    private static final long LONGEST_FLUSH_SECONDS = 5;

    private final TracingConfig config;

    /** As {@code config} has it, whose endpoint is given. */
    public OtlpTracing(TracingConfig config) {
        this.config = config;
    }

    @Override
    public VertxTracer<?, ?> tracer(TracingOptions options) {
        SdkTracerProvider traces = provider();
        OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(traces)
                .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                .build();
        VertxTracer<?, ?> tracer = new OpenTelemetryTracingFactory(sdk).tracer(options);
        return discreet(tracer, traces);
    }

    private <I, O> VertxTracer<I, O> discreet(VertxTracer<I, O> tracer, SdkTracerProvider traces) {
        return new DiscreetTracer<>(tracer, config.propagate()) {
            @Override
            public void close() {
                traces.shutdown().join(LONGEST_FLUSH_SECONDS, TimeUnit.SECONDS);
            }
        };
    }

    private SdkTracerProvider provider() {
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(requireNonNull(config.endpoint()))
                .build();
        return SdkTracerProvider.builder()
                .setResource(Resource.getDefault().toBuilder()
                        .put("service.name", config.serviceName())
                        .build())
                // Who sends a traceparent has decided already: half a trace would help nobody.
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(config.ratio())))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                .build();
    }
}

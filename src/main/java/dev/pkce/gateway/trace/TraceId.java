package dev.pkce.gateway.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The id that finds a request in the logs and traces of every program it went through. */
public final class TraceId {
    private TraceId() {}

    /** The trace of the request that is being handled, 32 hexadecimal digits; null where nobody traces. */
    public static @Nullable String current() {
        return of(Span.current());
    }

    /** The trace that a {@code traceparent} header names (W3C Trace Context section 3.2); null where it is not one. */
    public static @Nullable String of(String traceparent) {
        return of(Span.fromContext(
                W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, new Header())));
    }

    private static @Nullable String of(Span span) {
        SpanContext trace = span.getSpanContext();
        return trace.isValid() ? trace.getTraceId() : null;
    }

    private static final class Header implements TextMapGetter<String> {
        @Override
        public Iterable<String> keys(String traceparent) {
            return List.of("traceparent");
        }

        @Override
        public @Nullable String get(@Nullable String traceparent, String name) {
            return name.equals("traceparent") ? traceparent : null;
        }
    }
}

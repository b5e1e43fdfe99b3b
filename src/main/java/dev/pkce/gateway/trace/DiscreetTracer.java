package dev.pkce.gateway.trace;

import io.vertx.core.Context;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.spi.observability.HttpRequest;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Keeps from another tracer what must not be in a trace: addresses with their queries, and the texts of failures. */
class DiscreetTracer<I, O> implements VertxTracer<I, O> {
    private final VertxTracer<I, O> tracer;
    private final boolean propagate;

    DiscreetTracer(VertxTracer<I, O> tracer, boolean propagate) {
        this.tracer = tracer;
        this.propagate = propagate;
    }

    @Override
    public <R> @Nullable I receiveRequest(
            Context context,
            SpanKind kind,
            TracingPolicy policy,
            R request,
            String operation,
            Iterable<Map.Entry<String, String>> headers,
            TagExtractor<R> tags) {
        return tracer.receiveRequest(
                context, kind, policy, request, name(request, operation), headers, AllowedTags.of(request, tags));
    }

    @Override
    public <R> void sendResponse(
            Context context,
            @Nullable R response,
            @Nullable I payload,
            @Nullable Throwable failure,
            TagExtractor<R> tags) {
        if (failure == null) {
            tracer.sendResponse(context, response, payload, null, AllowedTags.of(response, tags));
        } else {
            tracer.sendResponse(context, failure, payload, null, AllowedTags.of(failure));
        }
    }

    @Override
    public <R> @Nullable O sendRequest(
            Context context,
            SpanKind kind,
            TracingPolicy policy,
            R request,
            String operation,
            BiConsumer<String, String> headers,
            TagExtractor<R> tags) {
        boolean within = propagate || !(request instanceof HttpRequest);
        return tracer.sendRequest(
                context,
                kind,
                policy,
                request,
                name(request, operation),
                within ? headers : (name, value) -> {},
                AllowedTags.of(request, tags));
    }

    @Override
    public <R> void receiveResponse(
            Context context,
            @Nullable R response,
            @Nullable O payload,
            @Nullable Throwable failure,
            TagExtractor<R> tags) {
        if (failure == null) {
            tracer.receiveResponse(context, response, payload, null, AllowedTags.of(response, tags));
        } else {
            tracer.receiveResponse(context, failure, payload, null, AllowedTags.of(failure));
        }
    }

    /** A server's route is known later; a client's operation is a name of our own, or the method. */
    private static String name(Object request, String operation) {
        if (request instanceof Message<?> message) {
            return operation + " " + message.address();
        }
        return request instanceof HttpServerRequest ? Methods.known(operation) : operation;
    }

    @Override
    public void close() {
        tracer.close();
    }
}

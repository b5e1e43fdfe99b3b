package dev.pkce.gateway.http;

import dev.pkce.gateway.trace.Methods;
import dev.pkce.gateway.trace.TraceId;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** What a trace is told of a request that its tracer does not know, if there is one. */
final class RequestTrace {
    private static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");

    private RequestTrace() {}

    /** Names the span of the request: never by its path, which anybody may choose. */
    static void onRequest(HttpServerRequest request) {
        Span span = Span.current();
        if (span.isRecording()) {
            String route = Paths.route(request);
            span.updateName(Methods.known(request.method().name()) + " " + route);
            span.setAttribute("http.route", route);
        }
    }

    /** A refusal is an answer like others; a {@code status} from 500 on is a failure of this span. */
    static void onFailure(int status) {
        if (status >= 500) {
            Span.current().setStatus(StatusCode.ERROR);
        }
    }

    /** The trace that the request belongs to; where nobody traces here, that of whoever sent it. */
    static @Nullable String id(HttpServerRequest request) {
        String current = TraceId.current();
        String parent = current == null ? request.getHeader(TRACEPARENT) : null;
        return parent == null ? current : TraceId.of(parent);
    }
}

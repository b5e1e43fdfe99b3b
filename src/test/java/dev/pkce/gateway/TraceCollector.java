package dev.pkce.gateway;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Takes traces as a collector does: OTLP over HTTP, in protobuf. */
final class TraceCollector implements AutoCloseable {
    private final Queue<ExportTraceServiceRequest> exports = new ConcurrentLinkedQueue<>();
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;

    TraceCollector() throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(this::onRequest)
                .listen(0, "127.0.0.1")
                .await(20, TimeUnit.SECONDS);
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.actualPort() + "/v1/traces";
    }

    private void onRequest(HttpServerRequest request) {
        request.body().onSuccess(body -> take(request, body));
    }

    private void take(HttpServerRequest request, Buffer body) {
        try {
            exports.add(ExportTraceServiceRequest.parseFrom(body.getBytes()));
        } catch (IOException noTraces) {
            throw new UncheckedIOException(noTraces);
        }
        request.response().putHeader("Content-Type", "application/x-protobuf").end();
    }

    /** All that came, as text. */
    String text() {
        return exports.toString();
    }

    /** Of all traces. */
    List<Span> spans() {
        return exports.stream()
                .flatMap(export -> export.getResourceSpansList().stream())
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
    }

    /** Of one trace. */
    List<Span> spans(String trace) {
        return spans().stream()
                .filter(span -> hex(span.getTraceId().toByteArray()).equals(trace))
                .toList();
    }

    static String id(Span span) {
        return hex(span.getSpanId().toByteArray());
    }

    static String parent(Span span) {
        return hex(span.getParentSpanId().toByteArray());
    }

    /** The names of a span's attributes and of those of its events. */
    static Stream<String> attributes(Span span) {
        return Stream.concat(
                        span.getAttributesList().stream(),
                        span.getEventsList().stream().flatMap(event -> event.getAttributesList().stream()))
                .map(attribute -> attribute.getKey());
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public void close() throws TimeoutException {
        vertx.close().await(20, TimeUnit.SECONDS);
    }
}

package dev.pkce.gateway.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Serves the description of all routes (OpenAPI 3.1), which tests hold the routes to. */
final class Contract implements Handler<RoutingContext> {
    private static final Buffer DOCUMENT = document();

    @Override
    public void handle(RoutingContext ctx) {
        // RFC 9512
        ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml").end(DOCUMENT);
    }

    private static Buffer document() {
        try (InputStream stream = Contract.class.getResourceAsStream("openapi.yaml")) {
            return Buffer.buffer(Objects.requireNonNull(stream).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

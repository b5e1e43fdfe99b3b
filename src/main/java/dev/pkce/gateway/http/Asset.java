package dev.pkce.gateway.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** A file that is served as it is. */
record Asset(String type, Buffer content) implements Handler<RoutingContext> {
    private static final String YAML = "application/yaml"; // RFC 9512

    /** One that lies beside this class; its type follows from its name. */
    static Asset own(String name) {
        return read(Asset.class.getResourceAsStream(name), name);
    }

    /** The content of {@code stream}, which is closed. */
    static Asset read(InputStream stream, String name) {
        try (InputStream open = Objects.requireNonNull(stream, name)) {
            return new Asset(type(name), Buffer.buffer(open.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "js" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "yaml" -> YAML;
            default -> throw new IllegalArgumentException(name);
        };
    }

    @Override
    public void handle(RoutingContext ctx) {
        ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, type).end(content);
    }
}

package dev.pkce.gateway.demo;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** One request as it reached the provider; the body is the raw text. */
public record Recorded(String method, String path, Parameters query, MultiMap headers, String body) {

    static Recorded of(RoutingContext ctx) {
        String body = ctx.body().asString();
        return new Recorded(
                ctx.request().method().name(),
                ctx.request().path(),
                Parameters.ofQuery(ctx),
                MultiMap.caseInsensitiveMultiMap().addAll(ctx.request().headers()),
                body == null ? "" : body);
    }

    /** The body as a form; empty when it was none. */
    public Parameters form() {
        return Parameters.parse(Parameters.isForm(header(HttpHeaders.CONTENT_TYPE.toString())) ? body : null);
    }

    /** The first value of a header, or null. */
    public @Nullable String header(String name) {
        return headers.get(name);
    }
}

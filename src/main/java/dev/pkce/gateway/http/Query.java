package dev.pkce.gateway.http;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;

/** The query of a request, read as a form body is. */
final class Query {
    private Query() {}

    /** The parameters; only {@code &} stands between them, where Vert.x also takes {@code ;} and so would cut a code. */
    static MultiMap of(RoutingContext ctx) {
        try {
            return ctx.request().params(true);
        } catch (IllegalArgumentException malformed) {
            throw new PkceException(Problem.invalidRequest("The query is not percent-encoded."));
        }
    }
}

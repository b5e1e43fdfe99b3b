package dev.pkce.gateway.http;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

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

    /** The one {@code state} of a request. */
    static String state(RoutingContext ctx) {
        List<String> states = of(ctx).getAll("state");
        if (states.size() != 1 || states.get(0).isBlank()) {
            throw new PkceException(Problem.invalidRequest("\"state\" is required, once."));
        }
        return states.get(0);
    }
}

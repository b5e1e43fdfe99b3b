package dev.pkce.gateway.http;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
        String state = optionalState(ctx);
        if (state == null || state.isBlank()) {
            throw new PkceException(Problem.invalidRequest("\"state\" is required."));
        }
        return state;
    }

    /** The {@code state} of a request that may do without; null if it does. */
    static @Nullable String optionalState(RoutingContext ctx) {
        List<String> states = of(ctx).getAll("state");
        if (states.size() > 1) {
            throw new PkceException(Problem.invalidRequest("\"state\" must not be sent twice."));
        }
        return states.isEmpty() ? null : states.get(0);
    }
}

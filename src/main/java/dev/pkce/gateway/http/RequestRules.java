package dev.pkce.gateway.http;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import java.util.Set;

/** What every request is held to, so that no proxy in between can read it as another one than the gateway does. */
final class RequestRules {
    private RequestRules() {}

    /** Refuses what is framed in a way that others may read differently, and expectations that are not met. */
    static void requirePlain(RoutingContext ctx) {
        MultiMap headers = ctx.request().headers();
        if (!chunkedAtMost(headers) || headers.contains("")) {
            // Where the next request begins is then anybody's guess.
            ctx.response().putHeader(HttpHeaders.CONNECTION, "close");
            ctx.addEndHandler(answered -> ctx.request().connection().close());
            throw new HttpException(400);
        }
        String expected = headers.get(HttpHeaders.EXPECT);
        if (expected != null && !expected.equalsIgnoreCase("100-continue")) {
            throw new PkceException(new Problem(
                    Problem.Kind.EXPECTATION_FAILED, "invalid_request", "Only 100-continue can be expected.", 0));
        }
    }

    /** No other coding can be undone here (RFC 9112 section 6.1). */
    private static boolean chunkedAtMost(MultiMap headers) {
        if (!headers.contains(HttpHeaders.TRANSFER_ENCODING)) {
            return true;
        }
        List<String> codings = headers.getAll(HttpHeaders.TRANSFER_ENCODING);
        return codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked");
    }

    /** Takes {@code paths} letter by letter, where the router would make them of others first. */
    static void requirePath(HttpServerRequest request, Set<String> paths) {
        if (!paths.contains(request.path())) {
            throw new HttpException(404);
        }
    }
}

package dev.pkce.gateway.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** Turns away browsers that only look ahead: a visit that nobody makes must change nothing (RFC 9110 section 9.2.1). */
final class Prefetch {
    private static final CharSequence PURPOSE = HttpHeaders.createOptimized("Sec-Purpose");

    private Prefetch() {}

    /** True if it was one of those, which is answered by that. */
    static boolean turnedAway(RoutingContext ctx) {
        String purpose = ctx.request().getHeader(PURPOSE);
        boolean ahead = purpose != null && purpose.startsWith("prefetch");
        if (ahead) {
            ctx.response().setStatusCode(204).end();
        }
        return ahead;
    }
}

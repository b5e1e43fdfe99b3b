package dev.pkce.gateway.http;

import io.vertx.ext.web.RoutingContext;

/** Turns away browsers that only look ahead: a visit that nobody makes must change nothing (RFC 9110 section 9.2.1). */
final class Prefetch {
    private Prefetch() {}

    static void turnAway(RoutingContext ctx) {
        String purpose = ctx.request().getHeader("Sec-Purpose");
        if (purpose != null && purpose.startsWith("prefetch")) {
            ctx.response().setStatusCode(204).end();
        } else {
            ctx.next();
        }
    }
}

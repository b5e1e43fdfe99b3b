package dev.pkce.gateway.ops;

import dev.pkce.gateway.page.Page;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Writes what operators are told: JSON and pages, none of it to be stored, sniffed, framed or read by other origins. */
final class ManagementAnswers {
    private ManagementAnswers() {}

    /** The header fields of every answer. */
    static void protect(RoutingContext ctx) {
        ctx.response()
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin");
        ctx.next();
    }

    static void status(RoutingContext ctx, int status, String text) {
        json(ctx, status, new JsonObject().put("status", text));
    }

    static void json(RoutingContext ctx, int status, JsonObject body) {
        ctx.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body.toBuffer());
    }

    static void page(RoutingContext ctx, Page page) {
        HttpServerResponse response = ctx.response();
        page.headers().forEach(response::putHeader);
        response.end(page.html());
    }

    /** Whether a browser asks, which names HTML where programs take anything. */
    static boolean pageWanted(RoutingContext ctx) {
        return ctx.parsedHeaders().accept().stream()
                .anyMatch(range ->
                        range.component().equals("text") && range.subComponent().equals("html") && range.weight() > 0);
    }
}

package dev.pkce.gateway.demo;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;

/** The answers for programs. */
final class Replies {
    private static final String CHANGE = "change of the answer";

    private Replies() {}

    /** From now on the answer to this call has other members. */
    static RoutingContext change(RoutingContext ctx, Consumer<JsonObject> change) {
        ctx.put(CHANGE, change);
        return ctx;
    }

    /** RFC 6749 section 5.1: what may hold a token is never cached. */
    static void secret(RoutingContext ctx, JsonObject body) {
        Consumer<JsonObject> change = ctx.get(CHANGE);
        if (change != null) {
            change.accept(body);
        }
        ctx.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("Pragma", "no-cache")
                .end(body.toBuffer());
    }

    /** What everybody may read, in JSON or otherwise. */
    static void open(RoutingContext ctx, String contentType, String body) {
        ctx.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
                .putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=15")
                .end(body);
    }

    /** RFC 6749 section 5.2; a 401 says how to do better. */
    static void refusal(RoutingContext ctx, OAuthException refusal) {
        if (refusal.status() == 401) {
            String scheme = refusal.error().equals("invalid_client") ? "Basic" : "Bearer";
            ctx.response().putHeader("WWW-Authenticate", scheme + " realm=\"development provider\"");
        }
        ctx.response().setStatusCode(refusal.status());
        secret(ctx, new JsonObject().put("error", refusal.error()).put("error_description", refusal.description()));
    }
}

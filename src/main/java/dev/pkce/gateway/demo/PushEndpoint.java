package dev.pkce.gateway.demo;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** RFC 9126 section 2: takes an authorization request ahead of the browser, from a client that authenticates. */
final class PushEndpoint {
    static final String PATH = "/oauth/par";

    private final Settings settings;
    private final Clients clients;
    private final PushedRequests pushed;

    PushEndpoint(Settings settings, Clients clients, PushedRequests pushed) {
        this.settings = settings;
        this.clients = clients;
        this.pushed = pushed;
    }

    void onPush(RoutingContext ctx) {
        if (settings.par == Par.NONE) {
            ctx.response().setStatusCode(404).end();
            return;
        }
        Parameters form = Parameters.ofForm(ctx);
        clients.authenticate(ctx, form);
        if (form.get("request_uri") != null) {
            throw OAuthException.invalidRequest("A pushed request holds no request_uri");
        }
        AuthorizationRequest.of(form);
        ctx.response().setStatusCode(201);
        Replies.secret(
                ctx,
                new JsonObject()
                        .put("request_uri", pushed.push(form))
                        .put("expires_in", PushedRequests.LIFETIME.toSeconds()));
    }
}

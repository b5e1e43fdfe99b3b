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
        Caller caller = clients.identify(ctx, form);
        if (form.get("request_uri") != null) {
            throw OAuthException.invalidRequest("A pushed request holds no request_uri");
        }
        Binding binding = AuthorizationRequest.of(form, settings.redirectUris).binding();
        ctx.response().setStatusCode(201);
        Replies.secret(
                ctx,
                new JsonObject()
                        .put("request_uri", pushed.push(bound(form, binding, caller)))
                        .put("expires_in", PushedRequests.LIFETIME.toSeconds()));
    }

    /** RFC 9449 section 10.1: a proof names the key as well as the parameter does, and may not name another. */
    private static Parameters bound(Parameters form, Binding binding, Caller caller) {
        if (caller.key() == null) {
            return form;
        }
        DpopProof.require(binding.key() == null || binding.key().equals(caller.key()), "dpop_jkt is another key");
        return form.with("dpop_jkt", caller.key());
    }
}

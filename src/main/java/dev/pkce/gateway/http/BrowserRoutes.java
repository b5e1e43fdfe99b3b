package dev.pkce.gateway.http;

import dev.pkce.gateway.api.AuthorizationResponse;
import dev.pkce.gateway.api.Pkce;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Redirect;
import dev.pkce.gateway.api.RedirectRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** The endpoints that a person's browser comes to: on its way to the provider, and back from it. */
final class BrowserRoutes {
    private static final List<String> RESPONSE = List.of("code", "state", "iss", "error", "error_description");

    private final PkceGateway gateway;

    BrowserRoutes(PkceGateway gateway) {
        this.gateway = gateway;
    }

    void mount(Router router) {
        router.get(Paths.AUTHORIZE).handler(this::onAuthorize);
        router.get(Paths.CALLBACK).handler(Prefetch::turnAway).handler(this::onQueryResponse);
        BodyRules.post(router, Paths.CALLBACK, BodyRules::requireForm, this::onFormResponse);
    }

    private void onAuthorize(RoutingContext ctx) {
        gateway.redirect(new RedirectRequest(Query.state(ctx)))
                .onSuccess(redirect -> redirect(ctx, redirect))
                .onFailure(ctx::fail);
    }

    private static void redirect(RoutingContext ctx, Redirect redirect) {
        ctx.response()
                .setStatusCode(302)
                .putHeader(HttpHeaders.LOCATION, redirect.location())
                .end();
    }

    private void onQueryResponse(RoutingContext ctx) {
        onResponse(ctx, Query.of(ctx));
    }

    private void onFormResponse(RoutingContext ctx) {
        onResponse(ctx, ctx.request().formAttributes());
    }

    private void onResponse(RoutingContext ctx, MultiMap parameters) {
        gateway.respond(AuthorizationResponse.fromJson(once(parameters)))
                .onSuccess(result -> responded(ctx, Pkce.of(result)))
                .onFailure(ctx::fail);
    }

    private static void responded(RoutingContext ctx, Pkce pkce) {
        if (CallbackPage.wanted(ctx)) {
            Answers.page(ctx, 200, CallbackPage.SIGNED_IN);
        } else {
            Answers.json(ctx, 200, pkce);
        }
    }

    /** RFC 6749 section 3.1: no parameter twice, or two readers of one response could differ. */
    private static JsonObject once(MultiMap parameters) {
        JsonObject response = new JsonObject();
        for (String name : RESPONSE) {
            List<String> values = parameters.getAll(name);
            if (values.size() > 1) {
                throw new PkceException(Problem.invalidRequest("\"" + name + "\" must not be sent twice."));
            }
            response.put(name, values.isEmpty() ? null : values.get(0));
        }
        return response;
    }
}

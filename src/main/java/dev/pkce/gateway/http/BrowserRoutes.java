package dev.pkce.gateway.http;

import dev.pkce.gateway.api.AuthorizationResponse;
import dev.pkce.gateway.api.ConfirmRequest;
import dev.pkce.gateway.api.Confirmation;
import dev.pkce.gateway.api.Pkce;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Redirect;
import dev.pkce.gateway.api.RedirectRequest;
import dev.pkce.gateway.api.TurnedAway;
import dev.pkce.gateway.http.CallbackPages.Outcome;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** The endpoints that a person's browser comes to: on its way to the provider, and back from it. */
final class BrowserRoutes {
    private static final List<String> RESPONSE = List.of("code", "state", "iss", "error", "error_description");

    private static final List<String> CONFIRMATION = List.of("state", "ticket", "agreed");

    private final PkceGateway gateway;
    private final FlowCookies cookies;
    private final CallbackPages pages;

    BrowserRoutes(PkceGateway gateway, FlowCookies cookies, CallbackPages pages) {
        this.gateway = gateway;
        this.cookies = cookies;
        this.pages = pages;
    }

    void mount(Router router) {
        router.get(Paths.AUTHORIZE).handler(this::onAuthorize);
        router.get(Paths.CALLBACK).handler(this::onQueryResponse);
        BodyRules.post(router, Paths.CALLBACK, BodyRules::requireForm, this::onFormResponse);
        BodyRules.post(router, Paths.CONFIRM, BodyRules::requireForm, this::onConfirm);
    }

    private void onAuthorize(RoutingContext ctx) {
        String state = Query.state(ctx);
        RequestLog.about(ctx, state);
        requireOwnBrowser(ctx, state);
        gateway.redirect(new RedirectRequest(state))
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
        if (!Prefetch.turnedAway(ctx)) {
            onResponse(ctx, Query.of(ctx));
        }
    }

    private void onFormResponse(RoutingContext ctx) {
        onResponse(ctx, ctx.request().formAttributes());
    }

    private void onResponse(RoutingContext ctx, MultiMap parameters) {
        AuthorizationResponse response = AuthorizationResponse.fromJson(once(parameters, RESPONSE));
        RequestLog.about(ctx, response.state());
        requireOwnBrowser(ctx, response.state());
        gateway.respond(response).onSuccess(pkce -> responded(ctx, pkce)).onFailure(ctx::fail);
    }

    private void requireOwnBrowser(RoutingContext ctx, String state) {
        if (!cookies.has(ctx, state)) {
            gateway.turnedAway(new TurnedAway(state));
            throw new PkceException(Problem.otherBrowser());
        }
    }

    private void responded(RoutingContext ctx, Pkce pkce) {
        Confirmation question = pkce.confirmation();
        int status = question == null ? 200 : 202;
        if (!CallbackPages.wanted(ctx)) {
            Answers.json(ctx, status, pkce);
        } else if (question == null) {
            Answers.page(ctx, status, pages.of(Outcome.SIGNED_IN));
        } else {
            Answers.page(ctx, status, ConfirmationPage.of(question));
        }
    }

    private void onConfirm(RoutingContext ctx) {
        ConfirmRequest request = ConfirmRequest.fromJson(once(ctx.request().formAttributes(), CONFIRMATION));
        RequestLog.about(ctx, request.state());
        gateway.confirm(request)
                .onSuccess(done -> confirmed(ctx, request.agreed()))
                .onFailure(ctx::fail);
    }

    private void confirmed(RoutingContext ctx, boolean agreed) {
        if (CallbackPages.wanted(ctx)) {
            Answers.page(ctx, 200, pages.of(agreed ? Outcome.SIGNED_IN : Outcome.DENIED));
        } else {
            ctx.response().setStatusCode(204).end();
        }
    }

    /** RFC 6749 section 3.1: no parameter twice, or two readers of one response could differ. */
    private static JsonObject once(MultiMap parameters, List<String> names) {
        JsonObject response = new JsonObject();
        for (String name : names) {
            List<String> values = parameters.getAll(name);
            if (values.size() > 1) {
                throw new PkceException(Problem.invalidRequest("\"" + name + "\" must not be sent twice."));
            }
            response.put(name, values.isEmpty() ? null : values.get(0));
        }
        return response;
    }
}

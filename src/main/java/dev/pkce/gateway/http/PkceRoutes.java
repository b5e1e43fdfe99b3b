package dev.pkce.gateway.http;

import dev.pkce.gateway.api.AuthorizationResponse;
import dev.pkce.gateway.api.AuthorizeRequest;
import dev.pkce.gateway.api.AwaitRequest;
import dev.pkce.gateway.api.ChallengeRequest;
import dev.pkce.gateway.api.ClearRequest;
import dev.pkce.gateway.api.JsonForm;
import dev.pkce.gateway.api.Pkce;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Redirect;
import dev.pkce.gateway.api.RedirectRequest;
import dev.pkce.gateway.api.RevokedPkce;
import dev.pkce.gateway.api.SeededPkce;
import dev.pkce.gateway.api.TokenizedPkce;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The endpoints of the contract, each a record sent onto the event bus. */
final class PkceRoutes {
    private static final List<String> RESPONSE = List.of("code", "state", "iss", "error", "error_description");

    private final PkceGateway gateway;
    private final String publicUrl;

    PkceRoutes(PkceGateway gateway, String publicUrl) {
        this.gateway = gateway;
        this.publicUrl = publicUrl;
    }

    void mount(Router router) {
        router.get(Paths.CHALLENGE).handler(this::onChallenge);
        router.get(Paths.CODE).handler(this::onAwait);
        router.get(Paths.AUTHORIZE).handler(this::onAuthorize);
        router.get(Paths.CALLBACK).handler(this::onQueryResponse);
        router.post(Paths.CLEAR).handler(this::onClear);
        post(router, Paths.CODE, BodyRules::requireJson, this::onCode);
        post(router, Paths.CALLBACK, BodyRules::requireForm, this::onFormResponse);
        post(router, Paths.TOKEN, BodyRules::requireJson, this::onToken);
        post(router, Paths.REVOKE, BodyRules::requireJson, this::onRevoke);
        Map.of(
                        Paths.CHALLENGE, "GET",
                        Paths.CODE, "GET, POST",
                        Paths.AUTHORIZE, "GET",
                        Paths.CALLBACK, "GET, POST",
                        Paths.TOKEN, "POST",
                        Paths.REVOKE, "POST",
                        Paths.CLEAR, "POST")
                .forEach((path, allowed) -> router.route(path).handler(ctx -> notAllowed(ctx, allowed)));
    }

    /** Looks at the head of a request before any of its body is read. */
    private static void post(
            Router router, String path, Handler<RoutingContext> rules, Handler<RoutingContext> endpoint) {
        router.post(path).handler(rules);
        router.post(path)
                .handler(BodyHandler.create(false)
                        .setBodyLimit(BodyRules.MAX_BODY)
                        .setMergeFormAttributes(false))
                .handler(endpoint);
    }

    private void onChallenge(RoutingContext ctx) {
        answer(ctx, gateway.challenge(new ChallengeRequest(applicationId(ctx))).map(Pkce::of));
    }

    private void onCode(RoutingContext ctx) {
        Buffer body = ctx.body().buffer();
        SeededPkce seed = body == null || body.length() == 0 ? null : SeededPkce.fromJson(JsonBody.parse(body));
        Preference preference = preference(ctx);
        gateway.authorize(new AuthorizeRequest(seed, applicationId(ctx), preference.patience()))
                .onSuccess(pkce -> code(ctx, pkce, preference))
                .onFailure(ctx::fail);
    }

    private void onAwait(RoutingContext ctx) {
        Preference preference = preference(ctx);
        gateway.await(new AwaitRequest(state(ctx), preference.patience()))
                .onSuccess(pkce -> code(ctx, pkce, preference))
                .onFailure(ctx::fail);
    }

    /** The code, or 202 and where to ask again and where to send the person. */
    private void code(RoutingContext ctx, Pkce pkce, Preference preference) {
        if (preference.applied() != null) {
            ctx.response().putHeader("Preference-Applied", preference.applied());
        }
        SeededPkce seed = pkce.seed();
        if (pkce.result() == null && seed != null) {
            String query = "?state=" + URLEncoder.encode(seed.state(), StandardCharsets.UTF_8);
            ctx.response()
                    .putHeader(HttpHeaders.LOCATION, Paths.CODE + query)
                    .putHeader("Link", "<" + publicUrl + Paths.AUTHORIZE + query + ">; rel=\"authorization\"");
        }
        Answers.json(ctx, pkce.result() == null ? 202 : 200, pkce);
    }

    private void onAuthorize(RoutingContext ctx) {
        gateway.redirect(new RedirectRequest(state(ctx)))
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
        // A browser that only looks ahead must not use up the answer (RFC 9110 section 9.2.1).
        String purpose = ctx.request().getHeader("Sec-Purpose");
        if (purpose != null && purpose.startsWith("prefetch")) {
            ctx.response().setStatusCode(204).end();
            return;
        }
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

    private void onToken(RoutingContext ctx) {
        answer(ctx, gateway.token(TokenizedPkce.fromJson(json(ctx))).map(Pkce::of));
    }

    private void onRevoke(RoutingContext ctx) {
        noContent(ctx, gateway.revoke(RevokedPkce.fromJson(json(ctx))));
    }

    private void onClear(RoutingContext ctx) {
        noContent(
                ctx,
                gateway.clear(new ClearRequest(applicationId(ctx), ctx.request().getParam("state"))));
    }

    private static void answer(RoutingContext ctx, Future<? extends JsonForm> call) {
        call.onSuccess(body -> Answers.json(ctx, 200, body)).onFailure(ctx::fail);
    }

    private static void noContent(RoutingContext ctx, Future<?> call) {
        call.onSuccess(done -> ctx.response().setStatusCode(204).end()).onFailure(ctx::fail);
    }

    private static void notAllowed(RoutingContext ctx, String allowed) {
        ctx.response().putHeader(HttpHeaders.ALLOW, allowed);
        ctx.fail(405);
    }

    private static JsonObject json(RoutingContext ctx) {
        Buffer body = ctx.body().buffer();
        return JsonBody.parse(body == null ? Buffer.buffer() : body);
    }

    private static String state(RoutingContext ctx) {
        List<String> states = Query.of(ctx).getAll("state");
        if (states.size() != 1 || states.get(0).isBlank()) {
            throw new PkceException(Problem.invalidRequest("\"state\" is required, once."));
        }
        return states.get(0);
    }

    private static Preference preference(RoutingContext ctx) {
        return Preference.of(ctx.request().headers().getAll("Prefer"));
    }

    private static @Nullable String applicationId(RoutingContext ctx) {
        String id = ctx.request().getHeader("X-Application-ID");
        if (id != null && id.length() > 256) {
            throw new PkceException(Problem.invalidRequest("X-Application-ID is longer than 256 characters."));
        }
        return id == null || id.isEmpty() ? null : id;
    }
}

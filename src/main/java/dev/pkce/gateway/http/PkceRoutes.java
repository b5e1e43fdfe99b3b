package dev.pkce.gateway.http;

import static java.util.Objects.requireNonNull;

import dev.pkce.gateway.api.AuthorizeRequest;
import dev.pkce.gateway.api.AwaitRequest;
import dev.pkce.gateway.api.ChallengeRequest;
import dev.pkce.gateway.api.ChallengedPkce;
import dev.pkce.gateway.api.ClearRequest;
import dev.pkce.gateway.api.Pkce;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.RevokedPkce;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.SeededPkce;
import dev.pkce.gateway.api.SignIn;
import dev.pkce.gateway.api.TokenizedPkce;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The endpoints of the contract, each a record sent onto the event bus. */
final class PkceRoutes {
    private static final String DPOP = "DPoP";
    private static final CharSequence APPLICATION_ID = HttpHeaders.createOptimized("X-Application-ID");

    private final PkceGateway gateway;
    private final String publicUrl;
    private final Edge edge;
    private final BooleanSupplier shared;

    /** The endpoints at {@code publicUrl}, which others reach too where it is {@code shared}, asked each time. */
    PkceRoutes(PkceGateway gateway, String publicUrl, Edge edge, BooleanSupplier shared) {
        this.gateway = gateway;
        this.publicUrl = publicUrl;
        this.edge = edge;
        this.shared = shared;
    }

    void mount(Router router) {
        router.get(Paths.CHALLENGE).handler(this::onChallenge);
        router.post(Paths.CLEAR).handler(this::onClear);
        BodyRules.post(router, Paths.CODE, BodyRules::requireJson, this::onCode);
        // Second, as the router notes of each call which methods it has passed by, and most calls that wait are of the
        // first.
        router.get(Paths.CODE).handler(this::onAwait);
        BodyRules.post(router, Paths.TOKEN, BodyRules::requireJson, this::onToken);
        BodyRules.post(router, Paths.REVOKE, BodyRules::requireJson, this::onRevoke);
    }

    private void onChallenge(RoutingContext ctx) {
        if (!Prefetch.turnedAway(ctx)) {
            gateway.challenge(new ChallengeRequest(applicationId(ctx), edge.origin(ctx)))
                    .onComplete((challenge, failure) -> challenged(ctx, challenge, failure));
        }
    }

    private void challenged(RoutingContext ctx, @Nullable ChallengedPkce challenge, @Nullable Throwable failure) {
        if (challenge == null) {
            ctx.fail(requireNonNull(failure));
            return;
        }
        RequestLog.aboutSuccess(ctx, challenge.state());
        edge.cookies().bind(ctx, challenge.state());
        Answers.json(ctx, 200, Pkce.of(challenge));
    }

    private void onCode(RoutingContext ctx) {
        Buffer body = ctx.body().buffer();
        SeededPkce seed = body == null || body.length() == 0 ? null : SeededPkce.fromJson(JsonBody.parse(body));
        WaitingCall call = WaitingCall.of(ctx, seed == null ? null : seed.state());
        AuthorizeRequest request = new AuthorizeRequest(
                seed, applicationId(ctx), edge.origin(ctx), call.preference().patience(), call.gone());
        call.slim();
        gateway.authorize(request).onComplete((pkce, failure) -> seeded(call, pkce, failure));
    }

    private void seeded(WaitingCall call, @Nullable Pkce pkce, @Nullable Throwable failure) {
        if (pkce != null && pkce.result() == null && pkce.seed() != null) {
            edge.cookies().bind(call.ctx(), pkce.seed().state());
        }
        told(call, pkce, failure);
    }

    private void onAwait(RoutingContext ctx) {
        String state = Query.state(ctx);
        WaitingCall call = WaitingCall.of(ctx, state);
        AwaitRequest request = new AwaitRequest(state, call.preference().patience(), call.gone());
        call.slim();
        gateway.await(request).onComplete((pkce, failure) -> told(call, pkce, failure));
    }

    private void told(WaitingCall call, @Nullable Pkce pkce, @Nullable Throwable failure) {
        if (pkce == null) {
            call.fail(requireNonNull(failure));
        } else {
            code(call.ctx(), pkce, call.preference());
        }
    }

    /** The code, or 202 and where to ask again and where to send the person. */
    private void code(RoutingContext ctx, Pkce pkce, Preference preference) {
        // Without a seed of its own a call does not wait for a person, whatever it prefers.
        boolean waited = pkce.challenge() == null || pkce.result() != null;
        if (waited && preference.applied() != null) {
            ctx.response().putHeader("Preference-Applied", preference.applied());
        }
        SeededPkce seed = pkce.seed();
        if (seed != null) {
            RequestLog.about(ctx, seed.state());
        }
        if (pkce.result() == null && seed != null) {
            String query = "?state=" + URLEncoder.encode(seed.state(), StandardCharsets.UTF_8);
            ctx.response()
                    .putHeader(HttpHeaders.LOCATION, Paths.CODE + query)
                    .putHeader("Link", "<" + publicUrl + Paths.AUTHORIZE + query + ">; rel=\"authorization\"");
        }
        Answers.json(ctx, pkce.result() == null ? 202 : 200, pkce);
    }

    private void onToken(RoutingContext ctx) {
        gateway.token(tokenized(ctx)).onSuccess(signIn -> tokens(ctx, signIn)).onFailure(ctx::fail);
    }

    private static TokenizedPkce tokenized(RoutingContext ctx) {
        TokenizedPkce request = TokenizedPkce.fromJson(json(ctx));
        List<String> proofs = ctx.request().headers().getAll(DPOP);
        if (proofs.isEmpty()) {
            return request;
        }
        // RFC 9449 section 4.3: one at most.
        if (proofs.size() > 1 || request.proof() != null) {
            throw new PkceException(Problem.invalidProof());
        }
        return request.withProof(new Secret(proofs.get(0)));
    }

    private static void tokens(RoutingContext ctx, SignIn signIn) {
        Answers.nonce(ctx.response(), signIn.token().nonce());
        Answers.json(ctx, 200, Pkce.of(signIn));
    }

    private void onRevoke(RoutingContext ctx) {
        noContent(ctx, gateway.revoke(RevokedPkce.fromJson(json(ctx))));
    }

    private void onClear(RoutingContext ctx) {
        // An application's id is a name that anybody can send: it must not do to end what is other people's.
        String state = shared.getAsBoolean() ? Query.state(ctx) : Query.optionalState(ctx);
        if (state != null) {
            RequestLog.about(ctx, state);
        }
        noContent(ctx, gateway.clear(new ClearRequest(applicationId(ctx), state)));
    }

    private static void noContent(RoutingContext ctx, Future<?> call) {
        call.onSuccess(done -> ctx.response().setStatusCode(204).end()).onFailure(ctx::fail);
    }

    private static JsonObject json(RoutingContext ctx) {
        Buffer body = ctx.body().buffer();
        return JsonBody.parse(body == null ? Buffer.buffer() : body);
    }

    private static @Nullable String applicationId(RoutingContext ctx) {
        return ctx.request().getHeader(APPLICATION_ID);
    }
}

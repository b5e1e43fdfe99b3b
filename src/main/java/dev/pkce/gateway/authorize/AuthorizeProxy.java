package dev.pkce.gateway.authorize;

import dev.pkce.gateway.api.AuthorizationResponse;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.ResultedPkce;
import dev.pkce.gateway.flow.Authorization;
import dev.pkce.gateway.flow.Flow;
import dev.pkce.gateway.flow.FlowStore;
import dev.pkce.gateway.flow.Pushed;
import dev.pkce.gateway.provider.IdentityProvider;
import dev.pkce.gateway.provider.Leg;
import dev.pkce.gateway.provider.Metadata;
import dev.pkce.gateway.provider.ProviderReply;
import io.vertx.core.Future;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the provider on behalf of a flow that was just seeded; what comes of it is told through the flow. */
final class AuthorizeProxy {
    private static final Logger LOG = LoggerFactory.getLogger(AuthorizeProxy.class);
    // Spring Authorization Server answers 401 to what does not look like a browser.
    private static final String BROWSER = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8";

    private final FlowStore store;
    private final Callback callback;
    private final Setbacks setbacks;

    AuthorizeProxy(FlowStore store, Callback callback, Setbacks setbacks) {
        this.store = store;
        this.callback = callback;
        this.setbacks = setbacks;
    }

    /**
     * Asks the provider as far as it lets itself be asked; an answer at once ends the flow's waiting. Tells whether a
     * person must act instead; a failure, once the flow has been told.
     *
     * @param url the authorization request
     */
    Future<Boolean> ask(IdentityProvider provider, Metadata metadata, String url, Flow.Asked flow) {
        // Composed, so that nothing thrown leaves those who wait without an answer.
        return Future.succeededFuture()
                .compose(v -> asked(provider, metadata, url, flow))
                .recover(
                        failure -> setbacks.tell(flow, PkceException.of(failure).problem())
                                .transform(told -> Future.failedFuture(failure)));
    }

    private Future<Boolean> asked(IdentityProvider provider, Metadata metadata, String url, Flow.Asked flow) {
        if (metadata.push() != null) {
            // RFC 9126: what is wrong with the request shows before anybody leaves.
            return pushed(provider, metadata.push(), flow.authorization())
                    .compose(pushed -> unattended(flow)
                            ? attempt(provider, metadata, pushed, flow)
                            : store.push(flow.origin().state(), pushed).map(true));
        }
        return provider.provider().dialect().preflight()
                ? provider.get(Leg.AUTHORIZE, url, BROWSER)
                        .compose(reply -> read(provider, Leg.AUTHORIZE, reply, told -> follow(told, url, flow)))
                : Future.succeededFuture(true);
    }

    private static boolean unattended(Flow.Asked flow) {
        return "none".equals(flow.authorization().seed().parameters().get("prompt"));
    }

    /** Asks for an answer without a person. The pushed request is then used up: a browser needs one of its own. */
    private Future<Boolean> attempt(IdentityProvider provider, Metadata metadata, Pushed pushed, Flow.Asked flow) {
        String url = AuthorizationRequest.url(metadata.authorize(), flow.authorization(), pushed);
        return provider.get(Leg.AUTHORIZE, url, BROWSER)
                .compose(reply -> read(provider, Leg.AUTHORIZE, reply, told -> follow(told, url, flow)))
                .compose(person -> store.push(flow.origin().state(), pushed.used())
                        .map(person)
                        .otherwise(person));
    }

    /** Pushes a request once more, for a browser that comes after the one that had the first. */
    static Future<Pushed> pushed(IdentityProvider provider, String endpoint, Authorization asked) {
        return provider.post(Leg.PUSH, endpoint, AuthorizationRequest.parameters(asked), Map.of(), () -> {})
                .compose(
                        reply -> read(provider, Leg.PUSH, reply, told -> Future.succeededFuture(PushReply.read(told))));
    }

    /** Reads an answer; of one that begins no sign-in, and is not about the person, the operator learns too. */
    private static <T> Future<T> read(
            IdentityProvider provider, Leg leg, ProviderReply reply, Function<ProviderReply, Future<T>> reader) {
        return Future.succeededFuture(reply).compose(reader).onFailure(failure -> report(provider, leg, failure));
    }

    private static void report(IdentityProvider provider, Leg leg, Throwable failure) {
        Problem problem = PkceException.of(failure).problem();
        if (problem.kind() == Problem.Kind.PROVIDER_FAILED) {
            LOG.warn(
                    "Provider {} began no sign-in ({}): {}", provider.provider().name(), leg, problem.detail());
        }
    }

    private Future<Boolean> follow(ProviderReply reply, String url, Flow.Asked flow) {
        String redirectUri = flow.authorization().redirectUri();
        AuthorizationResponse response = FirstHop.read(reply, url, redirectUri).orElse(null);
        if (response == null) {
            return Future.succeededFuture(true);
        }
        if (!response.state().equals(flow.origin().state())) {
            throw new PkceException(Problem.providerFailed("The identity provider answered for another state."));
        }
        return callback.take(response).recover(AuthorizeProxy::blame).map(false);
    }

    /** Whatever is wrong with an answer at once is the provider's doing; the caller's request was in order. */
    private static Future<ResultedPkce> blame(Throwable failure) {
        PkceException told = PkceException.of(failure);
        boolean fits = told.problem().kind() == Problem.Kind.PROVIDER_REFUSED
                || told.problem().status() >= 500;
        return Future.failedFuture(
                fits
                        ? told
                        : new PkceException(
                                Problem.providerFailed("The identity provider's answer does not fit the flow.")));
    }
}

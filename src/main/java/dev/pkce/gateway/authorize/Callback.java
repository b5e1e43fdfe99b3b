package dev.pkce.gateway.authorize;

import dev.pkce.gateway.api.AuthorizationResponse;
import dev.pkce.gateway.api.Cause;
import dev.pkce.gateway.api.Confirmation;
import dev.pkce.gateway.api.Pkce;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.ResultedPkce;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.flow.Flow;
import dev.pkce.gateway.flow.FlowStore;
import dev.pkce.gateway.provider.Metadata;
import dev.pkce.gateway.provider.Providers;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/** Takes an authorization response, whichever way it came: checks all of it first, then moves the flow. */
final class Callback {
    private final FlowStore store;
    private final Providers providers;

    Callback(FlowStore store, Providers providers) {
        this.store = store;
        this.providers = providers;
    }

    /** The result, if {@code response} is the first answer to its flow or the same again; else fails. */
    Future<ResultedPkce> take(AuthorizationResponse response) {
        return checked(response)
                .compose(code -> store.answer(response.state(), code))
                .map(kept -> new ResultedPkce(kept, response.state()));
    }

    /** The same for a response that a person brought, who is to be asked before anybody learns of it. */
    Future<Pkce> hold(AuthorizationResponse response) {
        return checked(response)
                .compose(code -> store.hold(response.state(), code)
                        .map(held -> held.map(this::question)
                                .orElseGet(() -> Pkce.of(new ResultedPkce(code, response.state())))));
    }

    private Pkce question(Flow.Held held) {
        return Pkce.of(new Confirmation(
                held.origin().state(),
                held.ticket(),
                BindingMessage.of(held.origin().state()),
                held.origin().address(),
                TimeUnit.MILLISECONDS.toSeconds(store.age(held.origin()))));
    }

    /** The code, if the response is from the flow's own provider; fails with the provider's error, which the flow is told. */
    private Future<Secret> checked(AuthorizationResponse response) {
        return store.find(response.state())
                .compose(flow -> providers.named(flow.provider()).metadata())
                .compose(metadata -> decide(response, metadata));
    }

    private Future<Secret> decide(AuthorizationResponse response, Metadata metadata) {
        // RFC 9207 section 2.4: compared as plain strings, against the provider that this flow went to.
        boolean silent = response.issuer() == null && !metadata.namesIssuer();
        if (!silent && !metadata.issuer().equals(response.issuer())) {
            return store.refuse(
                    response.state(),
                    Problem.invalidRequest("\"iss\" is not the provider of this flow."),
                    Cause.Reason.OTHER_ISSUER);
        }
        Secret code = response.code();
        if (code != null) {
            return Future.succeededFuture(code);
        }
        return store.deny(response.state(), response.problem())
                .compose(problem -> Future.failedFuture(new PkceException(problem)));
    }
}

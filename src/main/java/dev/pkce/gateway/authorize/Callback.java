package dev.pkce.gateway.authorize;

import dev.pkce.gateway.api.AuthorizationResponse;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.ResultedPkce;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.flow.FlowStore;
import dev.pkce.gateway.provider.Metadata;
import dev.pkce.gateway.provider.Providers;
import io.vertx.core.Future;

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
        return store.find(response.state())
                .compose(flow -> providers.named(flow.provider()).metadata())
                .compose(metadata -> decide(response, metadata));
    }

    private Future<ResultedPkce> decide(AuthorizationResponse response, Metadata metadata) {
        // RFC 9207 section 2.4: compared as plain strings, against the provider that this flow went to.
        boolean silent = response.issuer() == null && !metadata.namesIssuer();
        if (!silent && !metadata.issuer().equals(response.issuer())) {
            return Future.failedFuture(
                    new PkceException(Problem.invalidRequest("\"iss\" is not the provider of this flow.")));
        }
        Secret code = response.code();
        if (code != null) {
            return store.answer(response.state(), code).map(kept -> new ResultedPkce(kept, response.state()));
        }
        return store.deny(response.state(), response.problem())
                .compose(problem -> Future.failedFuture(new PkceException(problem)));
    }
}

package dev.pkce.gateway.authorize;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Redirect;
import dev.pkce.gateway.flow.Authorization;
import dev.pkce.gateway.flow.Departure;
import dev.pkce.gateway.flow.FlowStore;
import dev.pkce.gateway.flow.Pushed;
import dev.pkce.gateway.provider.IdentityProvider;
import dev.pkce.gateway.provider.Metadata;
import dev.pkce.gateway.provider.Providers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Sends browsers to the provider. One may come before the seed it belongs to, and the same one may come again. */
final class Departures {
    // Each wait is twice the one before, five seconds in all: anybody may have the store asked again and again.
    private static final long RETRY_MILLIS = 40;
    private static final int TRIES = 7;

    private final Vertx vertx;
    private final FlowStore store;
    private final Providers providers;

    Departures(Vertx vertx, FlowStore store, Providers providers) {
        this.vertx = vertx;
        this.store = store;
        this.providers = providers;
    }

    /** Where the browser goes that is to sign in to the flow of {@code state}. */
    Future<Redirect> redirect(String state) {
        // A program may open the browser the moment it has sent the seed, and the browser may be the faster of the two.
        return soon(vertx, tries -> store.seeded(state))
                .compose(asked -> {
                    IdentityProvider provider = providers.named(asked.provider());
                    return provider.metadata().compose(metadata -> location(provider, metadata, asked));
                })
                .map(Redirect::new);
    }

    private Future<String> location(IdentityProvider provider, Metadata metadata, Authorization asked) {
        String state = asked.seed().state();
        String push = metadata.push();
        if (push == null) {
            return store.depart(state, false).map(gone -> AuthorizationRequest.url(metadata.authorize(), asked));
        }
        // Whoever has waited long enough leaves all the same, with a request of its own.
        return soon(vertx, tries -> store.depart(state, tries > 0))
                .compose(gone -> taken(gone)
                        .map(Future::succeededFuture)
                        .orElseGet(() -> AuthorizeProxy.pushed(provider, push, asked)))
                .map(pushed -> AuthorizationRequest.url(metadata.authorize(), asked, pushed));
    }

    private static Optional<Pushed> taken(Departure departure) {
        return Optional.ofNullable(departure.pushed()).filter(Pushed::alive);
    }

    /** What {@code look}, told how often it may look again, finds within five seconds. */
    static <T> Future<T> soon(Vertx vertx, IntFunction<Future<Optional<T>>> look) {
        return soon(vertx, look, TRIES);
    }

    private static <T> Future<T> soon(Vertx vertx, IntFunction<Future<Optional<T>>> look, int tries) {
        return look.apply(tries)
                .compose(found -> found.map(Future::succeededFuture).orElseGet(() -> later(vertx, look, tries)));
    }

    private static <T> Future<T> later(Vertx vertx, IntFunction<Future<Optional<T>>> look, int tries) {
        return tries == 0
                ? Future.failedFuture(new PkceException(Problem.unknownFlow()))
                : vertx.timer(RETRY_MILLIS << (TRIES - tries), TimeUnit.MILLISECONDS)
                        .compose(fired -> soon(vertx, look, tries - 1));
    }
}

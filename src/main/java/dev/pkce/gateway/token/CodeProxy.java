package dev.pkce.gateway.token;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.SignIn;
import dev.pkce.gateway.api.TokenizedPkce;
import dev.pkce.gateway.flow.FlowStore;
import dev.pkce.gateway.flow.Past;
import dev.pkce.gateway.flow.Presented;
import dev.pkce.gateway.flow.Redemption;
import dev.pkce.gateway.flow.S256;
import dev.pkce.gateway.provider.IdentityProvider;
import dev.pkce.gateway.provider.Providers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicBoolean;

/** Redeems each code once: at the provider of its flow, after every check of the flow. */
final class CodeProxy {
    private final Vertx vertx;
    private final FlowStore store;
    private final Providers providers;
    private final Exchanges exchanges;
    private final ClearedTokens cleared;
    private final TokenProxy proxy;

    CodeProxy(Vertx vertx, FlowStore store, Providers providers, Exchanges exchanges, ClearedTokens cleared) {
        this.vertx = vertx;
        this.store = store;
        this.providers = providers;
        this.exchanges = exchanges;
        this.cleared = cleared;
        this.proxy = new TokenProxy(exchanges.refreshTokens);
    }

    Future<SignIn> redeem(TokenizedPkce.AuthorizationCode code) {
        Flight flight = new Flight(new Secret(code.toJson().encode()), null);
        return exchanges.flights.join(vertx, flight, () -> exchange(code));
    }

    private Future<SignIn> exchange(TokenizedPkce.AuthorizationCode code) {
        Presented presented = new Presented(
                code.clientId(), code.redirectUri(), S256.of(code.verifier().reveal()));
        return store.redeem(code.code(), presented)
                .compose(own -> own.map(redemption -> own(code, redemption)).orElseGet(() -> foreign(code)));
    }

    /** A code that was won elsewhere. */
    private Future<SignIn> foreign(TokenizedPkce.AuthorizationCode code) {
        IdentityProvider provider = providers.giver(code.domain(), code.clientId());
        return proxy.exchange(new TokenCall(provider, code, null, Expectation.NONE, () -> {}));
    }

    /** A code of a flow, which goes to the flow's provider, whatever the call says (RFC 9700 section 4.4). */
    private Future<SignIn> own(TokenizedPkce.AuthorizationCode code, Redemption redemption) {
        AtomicBoolean departed = new AtomicBoolean();
        // Composed: a provider that is no longer there has not seen the code either.
        return Future.succeededFuture()
                .compose(go -> proxy.exchange(call(code, redemption, departed)))
                .recover(failure -> failed(redemption, departed.get(), PkceException.of(failure)))
                .compose(signIn -> redeemed(redemption, signIn));
    }

    private TokenCall call(TokenizedPkce.AuthorizationCode code, Redemption redemption, AtomicBoolean departed) {
        IdentityProvider provider = providers.named(redemption.authorization().provider());
        return new TokenCall(provider, code, Past.of(redemption), Expectation.of(redemption), () -> departed.set(true));
    }

    private Future<SignIn> redeemed(Redemption redemption, SignIn signIn) {
        ClearableTokens.Held token = ClearableTokens.held(redemption, signIn.token());
        // Held first, asked second: of a clear that comes right now, one of the two will notice.
        exchanges.clearable.hold(token);
        return wasCleared(redemption).compose(gone -> {
            if (gone) {
                cleared.revoke(token);
                store.redeemed(redemption, Problem.flowCleared());
                return Future.failedFuture(new PkceException(Problem.flowCleared()));
            }
            store.redeemed(redemption, null);
            return Future.succeededFuture(signIn);
        });
    }

    private Future<Boolean> wasCleared(Redemption redemption) {
        return exchanges.clearable.wanted()
                ? store.cleared(redemption).otherwise(false)
                : Future.succeededFuture(false);
    }

    /** A code that its provider has not seen, or not looked at, is good for the same call a moment later. */
    private Future<SignIn> failed(Redemption redemption, boolean departed, PkceException failure) {
        Problem problem = failure.problem();
        if (departed && !TokenReply.isBeforeTheCode(problem)) {
            store.redeemed(redemption, problem);
            return Future.failedFuture(failure);
        }
        return store.restore(redemption, problem).transform(restored -> Future.failedFuture(failure));
    }
}

package dev.pkce.gateway.token;

import dev.pkce.gateway.api.Addresses;
import dev.pkce.gateway.api.Auth0;
import dev.pkce.gateway.api.Done;
import dev.pkce.gateway.api.Endpoint;
import dev.pkce.gateway.api.Pkce;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.RevokedPkce;
import dev.pkce.gateway.api.TokenizedPkce;
import dev.pkce.gateway.flow.FlowStore;
import dev.pkce.gateway.flow.Presented;
import dev.pkce.gateway.flow.Redemption;
import dev.pkce.gateway.flow.S256;
import dev.pkce.gateway.provider.Providers;
import dev.pkce.gateway.provider.SingleFlight;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.concurrent.atomic.AtomicBoolean;

/** The token-proxy. Identical calls that overlap, on whichever instance, are one exchange. */
public final class TokenVerticle extends VerticleBase {
    private final FlowStore store;
    private final TokenProxy proxy;
    private final SingleFlight<Auth0> flights;
    private final Promise<Void> idle = Promise.promise();
    private int underWay;
    private boolean stopping;

    /** Goes out to {@code providers}; {@code flights} is shared by all instances. */
    public TokenVerticle(FlowStore store, Providers providers, SingleFlight<Auth0> flights) {
        this.store = store;
        this.proxy = new TokenProxy(providers);
        this.flights = flights;
    }

    @Override
    public Future<?> start() {
        return Future.all(
                new Endpoint<>(Addresses.TOKEN, TokenizedPkce.class, TokenizedPkce::fromJson)
                        .answer(vertx, this::onToken),
                new Endpoint<>(Addresses.REVOKE, RevokedPkce.class, RevokedPkce::fromJson)
                        .answer(vertx, this::onRevoke));
    }

    /** Waits for the exchanges under way: a code that was sent is spent, and its tokens would be lost. */
    @Override
    public Future<?> stop() {
        stopping = true;
        ended();
        return idle.future();
    }

    private Future<Pkce> onToken(TokenizedPkce request) {
        underWay++;
        return flights.join(vertx, S256.of(request.toJson().encode()), () -> tokens(request))
                .map(Pkce::of)
                .onComplete(told -> {
                    underWay--;
                    ended();
                });
    }

    private Future<Auth0> tokens(TokenizedPkce request) {
        if (!(request instanceof TokenizedPkce.AuthorizationCode code)) {
            return proxy.pass(request);
        }
        Presented presented = new Presented(
                code.clientId(), code.redirectUri(), S256.of(code.verifier().reveal()));
        return store.redeem(code.code(), presented)
                .compose(own -> own.map(redemption -> redeem(code, redemption)).orElseGet(() -> proxy.pass(code)));
    }

    private Future<Auth0> redeem(TokenizedPkce.AuthorizationCode code, Redemption redemption) {
        AtomicBoolean departed = new AtomicBoolean();
        return proxy.redeem(code, redemption, () -> departed.set(true))
                .onSuccess(tokens -> store.redeemed(redemption, null))
                .onFailure(failure -> failed(
                        redemption, departed.get(), PkceException.of(failure).problem()));
    }

    /** A code that its provider has not seen, or not looked at, is good for the same call a moment later. */
    private void failed(Redemption redemption, boolean departed, Problem problem) {
        if (departed && !TokenReply.isBeforeTheCode(problem)) {
            store.redeemed(redemption, problem);
        } else {
            store.restore(redemption, problem);
        }
    }

    private Future<Done> onRevoke(RevokedPkce request) {
        return proxy.revoke(request);
    }

    private void ended() {
        if (stopping && underWay == 0) {
            idle.tryComplete();
        }
    }
}

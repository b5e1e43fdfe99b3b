package dev.pkce.gateway.token;

import dev.pkce.gateway.api.Addresses;
import dev.pkce.gateway.api.ClearRequest;
import dev.pkce.gateway.api.Done;
import dev.pkce.gateway.api.Endpoint;
import dev.pkce.gateway.api.Pkce;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.RevokedPkce;
import dev.pkce.gateway.api.SignIn;
import dev.pkce.gateway.api.TokenizedPkce;
import dev.pkce.gateway.flow.FlowStore;
import dev.pkce.gateway.provider.Providers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.function.Supplier;

/** The token-proxy. Identical calls that overlap, on whichever instance, are one exchange. */
public final class TokenVerticle extends VerticleBase {
    private static final long TIDY_EVERY_MILLIS = 1_000;

    private final FlowStore store;
    private final Providers providers;
    private final Exchanges exchanges;
    private final Promise<Void> idle = Promise.promise();
    private int underWay;
    private boolean stopping;

    /** Goes out to {@code providers}; {@code exchanges} are shared by all instances. */
    public TokenVerticle(FlowStore store, Providers providers, Exchanges exchanges) {
        this.store = store;
        this.providers = providers;
        this.exchanges = exchanges;
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(TIDY_EVERY_MILLIS, timer -> exchanges.tidy());
        ClearedTokens cleared = new ClearedTokens(vertx, providers, exchanges);
        CodeProxy codes = new CodeProxy(vertx, store, providers, exchanges, cleared);
        RefreshProxy refreshes = new RefreshProxy(vertx, store, providers, exchanges, cleared);
        RevocationProxy revocations = new RevocationProxy(exchanges);
        return Future.all(
                new Endpoint<>(Addresses.TOKEN, TokenizedPkce.class, TokenizedPkce::fromJson)
                        .answer(vertx, request -> onToken(request, codes, refreshes)),
                new Endpoint<>(Addresses.REVOKE, RevokedPkce.class, RevokedPkce::fromJson)
                        .answer(vertx, request -> onRevoke(request, refreshes, revocations)),
                new Endpoint<>(Addresses.CLEARED, ClearRequest.class, ClearRequest::fromJson)
                        .answer(vertx, cleared::revoke));
    }

    /** Waits for the exchanges under way: a code that was sent is spent, and its tokens would be lost. */
    @Override
    public Future<?> stop() {
        stopping = true;
        ended();
        return idle.future();
    }

    private Future<Pkce> onToken(TokenizedPkce request, CodeProxy codes, RefreshProxy refreshes) {
        return counted(() -> request instanceof TokenizedPkce.AuthorizationCode code
                        ? codes.redeem(code)
                        : refreshes.refresh((TokenizedPkce.Refresh) request))
                .map(Pkce::of);
    }

    private static Future<Done> onRevoke(RevokedPkce request, RefreshProxy refreshes, RevocationProxy revocations) {
        return refreshes.provider(request).compose(provider -> revocations.revoke(provider, request));
    }

    private Future<SignIn> counted(Supplier<Future<SignIn>> call) {
        if (stopping) {
            return Future.failedFuture(new PkceException(Problem.unavailable("The gateway is shutting down.")));
        }
        underWay++;
        return Future.succeededFuture().compose(go -> call.get()).onComplete(told -> {
            underWay--;
            ended();
        });
    }

    private void ended() {
        if (stopping && underWay == 0) {
            idle.tryComplete();
        }
    }
}

package dev.pkce.gateway.token;

import dev.pkce.gateway.api.Cause;
import dev.pkce.gateway.api.Cause.Reason;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.RevokedPkce;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.SignIn;
import dev.pkce.gateway.api.TokenizedPkce;
import dev.pkce.gateway.flow.FlowStore;
import dev.pkce.gateway.flow.Past;
import dev.pkce.gateway.provider.IdentityProvider;
import dev.pkce.gateway.provider.Providers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import org.jspecify.annotations.Nullable;

/** Exchanges each refresh token once, however many ask with it at the same time or a moment later. */
final class RefreshProxy {
    private final Vertx vertx;
    private final FlowStore store;
    private final Providers providers;
    private final Exchanges exchanges;
    private final ClearedTokens cleared;
    private final TokenProxy proxy;

    RefreshProxy(Vertx vertx, FlowStore store, Providers providers, Exchanges exchanges, ClearedTokens cleared) {
        this.vertx = vertx;
        this.store = store;
        this.providers = providers;
        this.exchanges = exchanges;
        this.cleared = cleared;
        this.proxy = new TokenProxy(exchanges.refreshTokens);
    }

    Future<SignIn> refresh(TokenizedPkce.Refresh request) {
        return exchanges
                .refreshTokens
                .owner(request.refreshToken())
                .compose(owner -> refresh(request, owner.orElse(null)));
    }

    private Future<SignIn> refresh(TokenizedPkce.Refresh request, RefreshTokens.@Nullable Owner owner) {
        IdentityProvider provider = provider(owner, request.clientId(), request.domain());
        return exchanges.flights.join(vertx, flight(provider, request), () -> exchange(provider, request, owner));
    }

    /** The provider that is to revoke a token. */
    Future<IdentityProvider> provider(RevokedPkce request) {
        return exchanges
                .refreshTokens
                .owner(request.token())
                .map(owner -> provider(owner.orElse(null), request.clientId(), request.domain()));
    }

    /** The provider that a token is shown to: the one that gave it, where that is known. */
    private IdentityProvider provider(RefreshTokens.@Nullable Owner owner, String clientId, @Nullable String domain) {
        if (owner == null) {
            return providers.giver(domain, clientId);
        }
        boolean fits = providers.knows(owner.provider())
                && owner.client().equals(clientId)
                && (domain == null || isAt(domain, owner));
        if (!fits) {
            refused(owner, Reason.WRONG_CLIENT, Problem.invalidGrant());
            throw new PkceException(Problem.invalidGrant());
        }
        return providers.named(owner.provider());
    }

    private boolean isAt(String domain, RefreshTokens.Owner owner) {
        IdentityProvider there = providers.choose(domain, owner.client());
        return there.provider().name().equals(owner.provider());
    }

    private void refused(RefreshTokens.@Nullable Owner owner, Reason reason, Problem problem) {
        if (owner != null && owner.flow() != null) {
            store.refused(owner.flow(), Cause.of(reason, problem));
        }
    }

    private Future<SignIn> exchange(
            IdentityProvider provider, TokenizedPkce.Refresh request, RefreshTokens.@Nullable Owner owner) {
        Expectation expectation = Expectation.of(owner == null ? null : owner.subject());
        Past flow = owner == null ? null : owner.flow();
        return proxy.exchange(new TokenCall(provider, request, flow, expectation, () -> {}))
                .onFailure(failure -> failed(owner, PkceException.of(failure).problem()))
                .map(answer -> wanted(request.refreshToken(), answer));
    }

    private void failed(RefreshTokens.@Nullable Owner owner, Problem problem) {
        if (problem.kind() == Problem.Kind.PROVIDER_REFUSED && !TokenReply.isBeforeTheCode(problem)) {
            refused(owner, Reason.REFRESH_REFUSED, problem);
        }
    }

    /** A clear that came while the token was out is meant for what it brought. */
    private SignIn wanted(Secret used, SignIn answer) {
        ClearableTokens.Held gone =
                exchanges.clearable.refreshed(used, answer.token()).orElse(null);
        if (gone != null) {
            cleared.revoke(gone);
            throw new PkceException(Problem.flowCleared());
        }
        return answer;
    }

    private static Flight flight(IdentityProvider provider, TokenizedPkce.Refresh request) {
        Secret proof = request.proof();
        JsonArray call = new JsonArray()
                .add(provider.provider().name())
                .add(request.clientId())
                .add(request.refreshToken().reveal())
                .add(request.audience())
                .add(proof == null ? null : proof.reveal());
        return new Flight(new Secret(call.encode()), request.refreshToken());
    }
}

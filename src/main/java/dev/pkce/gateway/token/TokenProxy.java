package dev.pkce.gateway.token;

import dev.pkce.gateway.api.Auth0;
import dev.pkce.gateway.api.Done;
import dev.pkce.gateway.api.OAuthToken;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.RevokedPkce;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.TokenizedPkce;
import dev.pkce.gateway.flow.Authorization;
import dev.pkce.gateway.flow.Redemption;
import dev.pkce.gateway.provider.IdentityProvider;
import dev.pkce.gateway.provider.Leg;
import dev.pkce.gateway.provider.Metadata;
import dev.pkce.gateway.provider.Providers;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Goes out to the token endpoint, once a call. */
final class TokenProxy {
    private final Providers providers;

    TokenProxy(Providers providers) {
        this.providers = providers;
    }

    /** Redeems the code of a flow at the provider that gave it; {@code departure} is told when the code leaves. */
    Future<Auth0> redeem(TokenizedPkce.AuthorizationCode request, Redemption redemption, Runnable departure) {
        Authorization bound = redemption.authorization();
        Expectation expectation = new Expectation(
                bound.seed().scope(),
                redemption.origin().nonce(),
                bound.seed().parameters().get("audience"));
        return exchange(providers.named(bound.provider()), request, expectation, departure);
    }

    /** Passes a call on that belongs to no flow of this gateway: a refresh, or a code that was won elsewhere. */
    Future<Auth0> pass(TokenizedPkce request) {
        IdentityProvider provider = providers.choose(null, request.clientId());
        return exchange(provider, request, new Expectation(List.of(), null, null), () -> {});
    }

    private record Expectation(
            List<String> scope,
            @Nullable String nonce,
            @Nullable String audience) {}

    private Future<Auth0> exchange(
            IdentityProvider provider, TokenizedPkce request, Expectation expectation, Runnable departure) {
        return provider.metadata()
                .compose(metadata -> verifiable(provider, metadata))
                .compose(metadata ->
                        provider.post(Leg.TOKEN, metadata.token(), TokenRequest.form(request), Map.of(), departure))
                .map(reply -> TokenReply.read(reply, String.join(" ", expectation.scope())))
                .compose(token -> user(provider, request, token, expectation)
                        .map(user -> answer(provider, request, token, expectation, user)));
    }

    /** Has the keys at hand first: tokens that cannot be checked are lost, and with them what was spent for them. */
    private static Future<Metadata> verifiable(IdentityProvider provider, Metadata metadata) {
        return metadata.jwks() == null
                ? Future.succeededFuture(metadata)
                : provider.keys(null).map(metadata);
    }

    private Future<Map<String, Object>> user(
            IdentityProvider provider, TokenizedPkce request, OAuthToken token, Expectation expectation) {
        Secret idToken = token.idToken();
        if (idToken == null) {
            return expectation.scope().contains("openid")
                    ? Future.failedFuture(
                            new PkceException(Problem.providerFailed("The identity provider sent no ID token.")))
                    : Future.succeededFuture(Map.of());
        }
        return IdTokens.validate(
                        idToken,
                        provider,
                        new IdTokens.Expected(request.clientId(), expectation.nonce(), token.accessToken()))
                .map(SignedInUser::of);
    }

    private static Auth0 answer(
            IdentityProvider provider,
            TokenizedPkce request,
            OAuthToken token,
            Expectation expectation,
            Map<String, Object> user) {
        String audience = request.audience() != null ? request.audience() : expectation.audience();
        return new Auth0(
                provider.provider().issuer(),
                request.clientId(),
                audience == null ? "" : audience,
                request instanceof TokenizedPkce.AuthorizationCode code ? code.redirectUri() : "",
                request instanceof TokenizedPkce.Refresh refresh ? token.orRefreshedBy(refresh.refreshToken()) : token,
                user);
    }

    /** Revokes a token (RFC 7009). */
    Future<Done> revoke(RevokedPkce request) {
        IdentityProvider provider = providers.choose(null, request.clientId());
        Map<String, String> form = TokenRequest.revoke(request.clientId(), request.token());
        return provider.metadata()
                .compose(metadata -> metadata.revoke() == null
                        ? Future.failedFuture(new PkceException(
                                Problem.providerFailed("The identity provider has no revocation endpoint.")))
                        : provider.post(Leg.REVOKE, metadata.revoke(), form, Map.of(), () -> {}))
                .map(reply -> {
                    TokenReply.requireRevoked(reply);
                    return new Done();
                });
    }
}

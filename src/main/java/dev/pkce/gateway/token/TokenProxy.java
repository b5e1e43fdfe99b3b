package dev.pkce.gateway.token;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.pkce.gateway.api.OAuthToken;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.SignIn;
import dev.pkce.gateway.api.TokenizedPkce;
import dev.pkce.gateway.provider.IdentityProvider;
import dev.pkce.gateway.provider.Leg;
import dev.pkce.gateway.provider.Metadata;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Goes out to the token endpoint, once a call, and believes nothing that comes back unchecked. */
final class TokenProxy {
    private static final JWTClaimsSet NOTHING = new JWTClaimsSet.Builder().build();

    private final RefreshTokens refreshTokens;

    TokenProxy(RefreshTokens refreshTokens) {
        this.refreshTokens = refreshTokens;
    }

    Future<SignIn> exchange(TokenCall call) {
        IdentityProvider provider = call.provider();
        return provider.metadata()
                .compose(metadata -> verifiable(provider, metadata))
                .compose(metadata -> provider.post(
                        Leg.TOKEN,
                        metadata.token(),
                        TokenRequest.form(call.request()),
                        TokenRequest.headers(call.request()),
                        call.departure()))
                .map(reply -> TokenReply.read(
                        reply,
                        String.join(" ", call.expectation().scope()),
                        call.request().proof() != null))
                .compose(tokens -> claims(call, tokens).compose(claims -> learnt(call, tokens, claims)));
    }

    /** Has the keys at hand first: tokens that cannot be checked are lost, and with them what was spent for them. */
    private static Future<Metadata> verifiable(IdentityProvider provider, Metadata metadata) {
        return metadata.jwks() == null
                ? Future.succeededFuture(metadata)
                : provider.keys(null).map(metadata);
    }

    private static Future<JWTClaimsSet> claims(TokenCall call, OAuthToken tokens) {
        Secret idToken = tokens.idToken();
        if (idToken != null) {
            return IdTokens.validate(call, idToken, tokens.accessToken());
        }
        return call.expectation().idToken()
                ? Future.failedFuture(
                        new PkceException(Problem.providerFailed("The identity provider sent no ID token.")))
                : Future.succeededFuture(NOTHING);
    }

    private Future<SignIn> learnt(TokenCall call, OAuthToken tokens, JWTClaimsSet claims) {
        String subject = claims.getSubject() == null ? call.expectation().subject() : claims.getSubject();
        String provider = call.provider().provider().name();
        RefreshTokens.Owner owner =
                new RefreshTokens.Owner(provider, call.request().clientId(), subject, call.flow());
        SignIn answer = call.answer(tokens, claims);
        // Tokens that came are handed over, whatever becomes of the memory of them.
        return remembered(call.request(), answer.token().refreshToken(), owner)
                .transform(told -> Future.succeededFuture(answer));
    }

    /** One that is good for another time is remembered anew each time, so with the newest key too. */
    private Future<?> remembered(TokenizedPkce request, @Nullable Secret token, RefreshTokens.Owner owner) {
        if (token == null) {
            return Future.succeededFuture();
        }
        Future<?> learnt = refreshTokens.learn(token, owner);
        return request instanceof TokenizedPkce.Refresh refresh
                        && !refresh.refreshToken().equals(token)
                ? Future.join(learnt, refreshTokens.replaced(refresh.refreshToken()))
                : learnt;
    }
}

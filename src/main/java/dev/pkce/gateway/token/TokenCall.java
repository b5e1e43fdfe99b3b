package dev.pkce.gateway.token;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.pkce.gateway.api.Auth0;
import dev.pkce.gateway.api.Descope;
import dev.pkce.gateway.api.OAuthGroup;
import dev.pkce.gateway.api.OAuthToken;
import dev.pkce.gateway.api.SignIn;
import dev.pkce.gateway.api.TokenizedPkce;
import dev.pkce.gateway.flow.Past;
import dev.pkce.gateway.provider.Dialect;
import dev.pkce.gateway.provider.IdentityProvider;
import org.jspecify.annotations.Nullable;

/**
 * One call to a token endpoint.
 *
 * @param provider whose it is
 * @param request what is sent
 * @param flow what is left of the flow it is for; null if that is not known
 * @param expectation what the tokens must fit
 * @param departure told when the request leaves
 */
record TokenCall(
        IdentityProvider provider,
        TokenizedPkce request,
        @Nullable Past flow,
        Expectation expectation,
        Runnable departure) {
    /** What the caller gets for {@code token}, in the shape that programs for the provider know. */
    SignIn answer(OAuthToken token, JWTClaimsSet claims) {
        OAuthGroup group = new OAuthGroup(
                request instanceof TokenizedPkce.Refresh refresh ? token.orRefreshedBy(refresh.refreshToken()) : token,
                SignedInUser.account(request.clientId(), claims));
        String redirectUri = request instanceof TokenizedPkce.AuthorizationCode code ? code.redirectUri() : "";
        if (provider.provider().dialect().answer() == Dialect.Answer.DESCOPE) {
            return new Descope(audience(), redirectUri, group, SignedInUser.descope(claims));
        }
        return new Auth0(
                provider.provider().issuer(),
                request.clientId(),
                audience(),
                redirectUri,
                group,
                SignedInUser.auth0(claims));
    }

    private String audience() {
        String asked = expectation.parameters().getOrDefault("audience", "");
        return request.audience() == null ? asked : request.audience();
    }
}

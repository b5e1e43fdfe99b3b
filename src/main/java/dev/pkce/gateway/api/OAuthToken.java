package dev.pkce.gateway.api;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a sign-in (RFC 6749 section 5.1), always of type {@code Bearer}.
 *
 * @param accessToken for the API
 * @param expiresIn its lifetime in seconds
 * @param scope space-delimited; what was asked for where the provider says nothing else
 * @param refreshToken for the next token call, where the provider gives one
 * @param idToken who signed in; its signature and claims were checked
 */
public record OAuthToken(
        Secret accessToken,
        int expiresIn,
        String scope,
        @Nullable Secret refreshToken,
        @Nullable Secret idToken) implements JsonForm {
    /** These tokens, with {@code used} as refresh token where the provider gave no new one (RFC 6749 section 6). */
    public OAuthToken orRefreshedBy(Secret used) {
        return refreshToken != null ? this : new OAuthToken(accessToken, expiresIn, scope, used, idToken);
    }

    @Override
    public JsonObject toJson() {
        return new Present()
                .put("access_token", accessToken)
                .put("token_type", "Bearer")
                .put("expires_in", expiresIn)
                .put("scope", scope)
                .put("refresh_token", refreshToken)
                .put("id_token", idToken)
                .json();
    }
}

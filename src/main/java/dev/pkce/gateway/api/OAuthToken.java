package dev.pkce.gateway.api;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a sign-in (RFC 6749 section 5.1).
 *
 * @param accessToken for the API
 * @param type how the API wants to be shown it
 * @param expiresIn its lifetime in seconds
 * @param scope space-delimited; what was asked for where the provider says nothing else
 * @param refreshToken for the next token call, where the provider gives one
 * @param idToken who signed in; its signature and claims were checked
 * @param nonce what the provider wants to find in the next proof (RFC 9449 section 8.2; HTTP: {@code DPoP-Nonce})
 */
public record OAuthToken(
        Secret accessToken,
        Type type,
        int expiresIn,
        String scope,
        @Nullable Secret refreshToken,
        @Nullable Secret idToken,
        @Nullable String nonce)
        implements JsonForm {
    /** The types of access tokens. */
    public enum Type {
        /** Whoever has it may use it (RFC 6750). */
        BEARER("Bearer"),
        /** Only who has the key may use it (RFC 9449). */
        DPOP("DPoP");

        private final String name;

        Type(String name) {
            this.name = name;
        }

        /** The type that {@code text} names, in whatever case (RFC 6749 section 5.1); null if it is neither. */
        public static @Nullable Type of(@Nullable String text) {
            for (Type type : values()) {
                if (type.name.equalsIgnoreCase(text)) {
                    return type;
                }
            }
            return null;
        }

        /** As the SDKs spell it. */
        @Override
        public String toString() {
            return name;
        }
    }

    /** These tokens, with {@code used} as refresh token where the provider gave no new one (RFC 6749 section 6). */
    public OAuthToken orRefreshedBy(Secret used) {
        return refreshToken != null ? this : new OAuthToken(accessToken, type, expiresIn, scope, used, idToken, nonce);
    }

    /** The same tokens {@code seconds} later. */
    public OAuthToken aged(int seconds) {
        int left = Math.max(0, expiresIn - seconds);
        return new OAuthToken(accessToken, type, left, scope, refreshToken, idToken, nonce);
    }

    @Override
    public JsonObject toJson() {
        return new Present()
                .put("access_token", accessToken)
                .put("token_type", type.toString())
                .put("expires_in", expiresIn)
                .put("scope", scope)
                .put("refresh_token", refreshToken)
                .put("id_token", idToken)
                .put("dpop_nonce", nonce)
                .json();
    }
}

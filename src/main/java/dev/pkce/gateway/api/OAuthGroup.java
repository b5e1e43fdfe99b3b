package dev.pkce.gateway.api;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What a sign-in gives, by the SDKs' name for it.
 *
 * @param token the tokens
 * @param account whose they are; null unless all of it is known
 */
public record OAuthGroup(OAuthToken token, @Nullable OAuthAccount account) implements JsonForm {
    @Override
    public JsonObject toJson() {
        return new Present().put("token", token).put("account", account).json();
    }
}

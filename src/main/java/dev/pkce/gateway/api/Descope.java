package dev.pkce.gateway.api;

import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * A finished sign-in, in the shape that the SDKs know for Descope.
 *
 * @param audience the API that the token is for; empty if none was named
 * @param redirectUri where the provider sent the browser back to; empty after a refresh
 * @param group the tokens and the account
 * @param user the claims of the ID token, by the names of the SDKs' user model; empty unless all that it requires is known
 */
public record Descope(String audience, String redirectUri, OAuthGroup group, Map<String, Object> user)
        implements SignIn {
    public Descope {
        user = Map.copyOf(user);
    }

    @Override
    public OAuthToken token() {
        return group.token();
    }

    @Override
    public Descope with(OAuthToken others) {
        return new Descope(audience, redirectUri, new OAuthGroup(others, group.account()), user);
    }

    @Override
    public JsonObject toJson() {
        return new Present()
                .put("redirects", Present.redirects(redirectUri))
                .put("oAuth", group)
                .put("user", user.isEmpty() ? null : new JsonObject(Map.copyOf(user)))
                .put("audience", audience.isEmpty() ? null : (Object) audience)
                .json();
    }
}

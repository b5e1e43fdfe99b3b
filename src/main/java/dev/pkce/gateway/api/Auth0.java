package dev.pkce.gateway.api;

import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * A finished sign-in, in the shape that the SDKs know for every provider.
 *
 * @param domain the provider's issuer
 * @param client the client at the provider
 * @param audience the API that the token is for; empty if none was named
 * @param redirectUri where the provider sent the browser back to
 * @param token the tokens
 * @param user the standard claims of the ID token, by the names of the SDKs' user model; empty without an ID token
 */
public record Auth0(
        String domain, String client, String audience, String redirectUri, OAuthToken token, Map<String, Object> user)
        implements JsonForm {
    public Auth0 {
        user = Map.copyOf(user);
    }

    @Override
    public JsonObject toJson() {
        JsonObject redirects = new JsonObject();
        if (!redirectUri.isEmpty()) {
            redirects.put("authenticated", redirectUri);
        }
        return new Present()
                .put("domain", domain)
                .put("client", client)
                .put("audience", audience)
                .put("redirects", redirects)
                .put("oAuth", new JsonObject().put("token", token.toJson()))
                .put("user", user.isEmpty() ? null : new JsonObject(Map.copyOf(user)))
                .json();
    }
}

package dev.pkce.gateway.api;

import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * A finished sign-in, in the shape that the SDKs know for every provider but Descope.
 *
 * @param domain the provider's issuer
 * @param client the client at the provider
 * @param audience the API that the token is for; empty if none was named
 * @param redirectUri where the provider sent the browser back to; empty after a refresh
 * @param group the tokens and the account
 * @param user the standard claims of the ID token, by the names of the SDKs' user model; empty without an ID token
 */
public record Auth0(
        String domain, String client, String audience, String redirectUri, OAuthGroup group, Map<String, Object> user)
        implements SignIn {
    public Auth0 {
        user = Map.copyOf(user);
    }

    @Override
    public OAuthToken token() {
        return group.token();
    }

    @Override
    public Auth0 with(OAuthToken others) {
        return new Auth0(domain, client, audience, redirectUri, new OAuthGroup(others, group.account()), user);
    }

    @Override
    public JsonObject toJson() {
        return new Present()
                .put("domain", domain)
                .put("client", client)
                .put("audience", audience)
                .put("redirects", Present.redirects(redirectUri))
                .put("oAuth", group)
                .put("user", user.isEmpty() ? null : new JsonObject(Map.copyOf(user)))
                .json();
    }
}

package dev.pkce.gateway.token;

import dev.pkce.gateway.api.Auth0;
import dev.pkce.gateway.api.Descope;
import dev.pkce.gateway.api.OAuthAccount;
import dev.pkce.gateway.api.OAuthGroup;
import dev.pkce.gateway.api.OAuthToken;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.SignIn;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A finished sign-in as nodes hand it to one another: the JSON of the answer, and what that leaves out. */
final class SignInForm {
    private SignInForm() {}

    static JsonObject write(SignIn signIn) {
        JsonObject json = signIn.toJson();
        return signIn instanceof Auth0 ? json.put("dialect", "auth0") : json.put("dialect", "descope");
    }

    static SignIn read(JsonObject json) {
        String redirectUri = json.getJsonObject("redirects").getString("authenticated", "");
        String audience = json.getString("audience", "");
        OAuthGroup group = group(json.getJsonObject("oAuth"));
        Map<String, Object> user = json.getJsonObject("user", new JsonObject()).getMap();
        return json.getString("dialect").equals("auth0")
                ? new Auth0(json.getString("domain"), json.getString("client"), audience, redirectUri, group, user)
                : new Descope(audience, redirectUri, group, user);
    }

    private static OAuthGroup group(JsonObject json) {
        JsonObject account = json.getJsonObject("account");
        return new OAuthGroup(token(json.getJsonObject("token")), account == null ? null : account(account));
    }

    private static OAuthToken token(JsonObject json) {
        OAuthToken.Type type = OAuthToken.Type.of(json.getString("token_type"));
        if (type == null) {
            throw new IllegalArgumentException("a token of no known type");
        }
        return new OAuthToken(
                new Secret(json.getString("access_token")),
                type,
                json.getInteger("expires_in"),
                json.getString("scope"),
                secret(json.getString("refresh_token")),
                secret(json.getString("id_token")),
                json.getString("dpop_nonce"));
    }

    private static @Nullable Secret secret(@Nullable String value) {
        return value == null ? null : new Secret(value);
    }

    private static OAuthAccount account(JsonObject json) {
        return new OAuthAccount(
                json.getString("client_id"),
                json.getString("email"),
                json.getString("connection"),
                json.getString("username"),
                json.getString("given_name"),
                json.getString("family_name"),
                json.getString("name"),
                json.getString("picture"),
                json.getString("nickname"));
    }
}

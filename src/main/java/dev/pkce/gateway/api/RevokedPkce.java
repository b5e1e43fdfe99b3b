package dev.pkce.gateway.api;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Revokes a token at the provider (RFC 7009).
 *
 * @param clientId the client that the token was issued to
 * @param token a refresh or access token
 * @param hint {@code access_token} or {@code refresh_token} where the caller knows (JSON: {@code token_type_hint})
 * @param domain the provider's configured domain; null to go by the client
 */
public record RevokedPkce(
        String clientId,
        Secret token,
        @Nullable String hint,
        @Nullable String domain) implements Request {
    /** A token of whichever type, of the provider that has the client. */
    public RevokedPkce(String clientId, Secret token) {
        this(clientId, token, null, null);
    }

    /** Reads the JSON form. */
    public static RevokedPkce fromJson(JsonObject json) {
        Members members = new Members(json);
        return new RevokedPkce(
                        members.string("client_id"),
                        members.secret("token"),
                        members.string("token_type_hint"),
                        members.string("domain"))
                .checked();
    }

    @Override
    public RevokedPkce checked() {
        return new RevokedPkce(
                Rules.required("client_id", clientId),
                Rules.requiredSecret("token", token),
                Rules.text("token_type_hint", hint),
                Rules.text("domain", domain));
    }

    @Override
    public JsonObject toJson() {
        return new Present()
                .put("client_id", clientId)
                .put("token", token)
                .put("token_type_hint", hint)
                .put("domain", domain)
                .json();
    }
}

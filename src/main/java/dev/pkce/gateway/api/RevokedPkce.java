package dev.pkce.gateway.api;

import io.vertx.core.json.JsonObject;

/**
 * Revokes a token at the provider (RFC 7009).
 *
 * @param clientId the client that the token was issued to
 * @param token a refresh or access token
 */
public record RevokedPkce(String clientId, Secret token) implements JsonForm {
    /** Reads the JSON form. */
    public static RevokedPkce fromJson(JsonObject json) {
        Members members = new Members(json);
        return new RevokedPkce(members.required("client_id"), members.requiredSecret("token"));
    }

    @Override
    public JsonObject toJson() {
        return new JsonObject().put("client_id", clientId).put("token", token.reveal());
    }
}

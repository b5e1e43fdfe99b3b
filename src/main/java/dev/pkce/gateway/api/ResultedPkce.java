package dev.pkce.gateway.api;

import io.vertx.core.json.JsonObject;

/**
 * What the provider answered: the authorization code of a flow (RFC 6749 section 4.1.2).
 *
 * @param code to be redeemed at {@link Addresses#TOKEN}, once
 * @param state the flow's
 */
public record ResultedPkce(Secret code, String state) implements JsonForm {
    @Override
    public JsonObject toJson() {
        return new JsonObject().put("code", code.reveal()).put("state", state);
    }
}

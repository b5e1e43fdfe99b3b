package dev.pkce.gateway.api;

import io.vertx.core.json.JsonObject;

/**
 * Where the person's browser goes to sign in.
 *
 * @param location the provider's authorize URL of the flow
 */
public record Redirect(String location) implements JsonForm {
    @Override
    public JsonObject toJson() {
        return new JsonObject().put("location", location);
    }
}

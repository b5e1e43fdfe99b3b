package dev.pkce.gateway.api;

import io.vertx.core.json.JsonObject;

/** The answer that says only that it was done. Its JSON form is the empty object. */
public record Done() implements JsonForm {
    @Override
    public JsonObject toJson() {
        return new JsonObject();
    }
}

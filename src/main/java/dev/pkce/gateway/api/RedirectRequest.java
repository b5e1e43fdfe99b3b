package dev.pkce.gateway.api;

import io.vertx.core.json.JsonObject;

/**
 * Asks where the person's browser goes to sign in.
 *
 * @param state the flow's
 */
public record RedirectRequest(String state) implements Request {
    /** Reads the JSON form. */
    public static RedirectRequest fromJson(JsonObject json) {
        return new RedirectRequest(new Members(json).string("state")).checked();
    }

    @Override
    public RedirectRequest checked() {
        return new RedirectRequest(Rules.required("state", state));
    }

    @Override
    public JsonObject toJson() {
        return new JsonObject().put("state", state);
    }
}

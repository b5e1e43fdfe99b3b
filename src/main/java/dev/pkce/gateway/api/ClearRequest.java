package dev.pkce.gateway.api;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Ends flows before their time; whoever waits for one gets {@link Problem.Kind#FLOW_CLEARED}.
 *
 * @param applicationId whose flows (HTTP: {@code X-Application-ID}); null for those made without an id
 * @param state only this flow of theirs; null for all of them
 */
public record ClearRequest(
        @Nullable String applicationId, @Nullable String state) implements Request {
    /** Reads the JSON form. */
    public static ClearRequest fromJson(JsonObject json) {
        Members members = new Members(json);
        return new ClearRequest(members.string("application_id"), members.string("state")).checked();
    }

    @Override
    public ClearRequest checked() {
        return new ClearRequest(Rules.application(applicationId), Rules.text("state", state));
    }

    @Override
    public JsonObject toJson() {
        return new Present()
                .put("application_id", applicationId)
                .put("state", state)
                .json();
    }
}

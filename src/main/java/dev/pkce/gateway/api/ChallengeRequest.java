package dev.pkce.gateway.api;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a new challenge.
 *
 * @param applicationId who asks (HTTP: {@code X-Application-ID}); {@link Addresses#CLEAR} ends the flows of one
 */
public record ChallengeRequest(@Nullable String applicationId) implements JsonForm {
    /** Reads the JSON form. */
    public static ChallengeRequest fromJson(JsonObject json) {
        return new ChallengeRequest(new Members(json).text("application_id"));
    }

    @Override
    public JsonObject toJson() {
        return new Present().put("application_id", applicationId).json();
    }
}

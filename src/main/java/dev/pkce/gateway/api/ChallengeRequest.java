package dev.pkce.gateway.api;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a new challenge.
 *
 * @param applicationId who asks (HTTP: {@code X-Application-ID}); {@link Addresses#CLEAR} ends the flows of one;
 *     up to 256 characters
 * @param address the network address it comes from, for {@link Confirmation}; null from inside this process
 */
public record ChallengeRequest(
        @Nullable String applicationId, @Nullable String address) implements Request {
    /** A request from inside this process. */
    public ChallengeRequest(@Nullable String applicationId) {
        this(applicationId, null);
    }

    /** Reads the JSON form. */
    public static ChallengeRequest fromJson(JsonObject json) {
        Members members = new Members(json);
        return new ChallengeRequest(members.string("application_id"), members.string("address")).checked();
    }

    @Override
    public ChallengeRequest checked() {
        return new ChallengeRequest(Rules.application(applicationId), Rules.text("address", address));
    }

    @Override
    public JsonObject toJson() {
        return new Present()
                .put("application_id", applicationId)
                .put("address", address)
                .json();
    }
}

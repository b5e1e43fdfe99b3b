package dev.pkce.gateway.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the code of a seeded flow, again or from elsewhere.
 *
 * @param state the flow's
 * @param patience how long to wait at most; null for the configured wait, which is also the limit
 * @param gone completes when the caller has left, so that nobody need be kept waiting; null if nobody can tell. Not part
 *     of the JSON form
 */
public record AwaitRequest(
        String state, @Nullable Duration patience, @Nullable Future<?> gone) implements Request {
    /** A request of a caller who stays. */
    public AwaitRequest(String state, @Nullable Duration patience) {
        this(state, patience, null);
    }

    /** Reads the JSON form. */
    public static AwaitRequest fromJson(JsonObject json) {
        Members members = new Members(json);
        return new AwaitRequest(members.string("state"), members.seconds("wait")).checked();
    }

    @Override
    public AwaitRequest checked() {
        return new AwaitRequest(Rules.required("state", state), Rules.patience(patience), gone);
    }

    @Override
    public JsonObject toJson() {
        return new Present()
                .put("state", state)
                .put("wait", patience == null ? null : (Object) (int) patience.toSeconds())
                .json();
    }
}

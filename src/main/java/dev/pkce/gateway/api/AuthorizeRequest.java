package dev.pkce.gateway.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Seeds a flow and waits for its code.
 *
 * @param seed what to ask of the provider; null to let the gateway make the challenge and take the rest from the
 *     default provider's configuration (the answer then holds the challenge, for nobody else has the verifier)
 * @param applicationId who asks (HTTP: {@code X-Application-ID})
 * @param address the network address it comes from, for {@link Confirmation}; null from inside this process
 * @param patience how long to wait at most; null for the configured wait, which is also the limit
 * @param gone completes when the caller has left, so that nobody need be kept waiting; null if nobody can tell. Not part
 *     of the JSON form
 */
public record AuthorizeRequest(
        @Nullable SeededPkce seed,
        @Nullable String applicationId,
        @Nullable String address,
        @Nullable Duration patience,
        @Nullable Future<?> gone)
        implements Request {
    /** A request from inside this process, of a caller who stays. */
    public AuthorizeRequest(@Nullable SeededPkce seed, @Nullable String applicationId, @Nullable Duration patience) {
        this(seed, applicationId, null, patience, null);
    }

    /** Reads the JSON form: a seed, or nothing of one, with {@code application_id}, {@code address} and {@code wait} in seconds added. */
    public static AuthorizeRequest fromJson(JsonObject json) {
        Members members = new Members(json);
        JsonObject seed = json.copy();
        seed.remove("application_id");
        seed.remove("address");
        seed.remove("wait");
        return new AuthorizeRequest(
                        seed.isEmpty() ? null : SeededPkce.read(seed),
                        members.string("application_id"),
                        members.string("address"),
                        members.seconds("wait"),
                        null)
                .checked();
    }

    @Override
    public AuthorizeRequest checked() {
        return new AuthorizeRequest(
                seed == null ? null : seed.checked(),
                Rules.application(applicationId),
                Rules.text("address", address),
                Rules.patience(patience),
                gone);
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = seed == null ? new JsonObject() : seed.toJson();
        return json.mergeIn(new Present()
                .put("application_id", applicationId)
                .put("address", address)
                .put("wait", patience == null ? null : (Object) (int) patience.toSeconds())
                .json());
    }
}

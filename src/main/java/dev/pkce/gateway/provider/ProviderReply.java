package dev.pkce.gateway.provider;

import io.vertx.core.MultiMap;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a provider answered.
 *
 * @param status the HTTP status
 * @param headers the header fields
 * @param body at most 1 MiB, as UTF-8
 */
public record ProviderReply(int status, MultiMap headers, String body) {
    private static final int LONGEST_ADVICE = 3600;

    /** Where a redirect leads; null if it is none. */
    public @Nullable String location() {
        return status >= 300 && status < 400 ? headers.get("Location") : null;
    }

    /** The body as a JSON object; empty if it is none. */
    public Optional<JsonObject> json() {
        try {
            return Optional.of(new JsonObject(body));
        } catch (DecodeException | ClassCastException noObject) {
            return Optional.empty();
        }
    }

    /** Whether the body is of {@code type}. */
    public boolean is(String type) {
        String actual = headers.get("Content-Type");
        return actual != null && actual.toLowerCase(Locale.ROOT).startsWith(type);
    }

    /** {@code Retry-After} in seconds, at most an hour; 0 where it is absent, a date or no number. */
    public int retryAfter() {
        String advice = headers.get("Retry-After");
        boolean number = advice != null && advice.matches("[0-9]{1,9}");
        return number ? Math.min(Integer.parseInt(advice), LONGEST_ADVICE) : 0;
    }

    /** Masked, for the body holds tokens. */
    @Override
    public String toString() {
        return "ProviderReply[" + status + "]";
    }
}

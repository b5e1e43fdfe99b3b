package dev.pkce.gateway.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the members of a JSON message, and what they are made of; what they may say is for {@link Rules}. */
final class Members {
    private final JsonObject json;

    Members(JsonObject json) {
        this.json = json;
    }

    /** Empty if it is absent. */
    String string(String member) {
        Object value = json.getValue(member);
        if (value != null && !(value instanceof String)) {
            throw Rules.invalid(member, "must be a string.");
        }
        return value == null ? "" : (String) value;
    }

    /** For what says which rules there are, of which {@code UNKNOWN} is none. */
    String required(String member) {
        String value = string(member);
        return Rules.present(member, value.isEmpty() ? null : value);
    }

    /** Empty if it is absent. */
    Secret secret(String member) {
        return new Secret(string(member));
    }

    @Nullable Duration seconds(String member) {
        Object value = json.getValue(member);
        if (value == null) {
            return null;
        }
        if (!(value instanceof Integer seconds)) {
            throw Rules.invalid(member, "must be a whole number of seconds.");
        }
        return Duration.ofSeconds(seconds);
    }

    Members object(String member) {
        Object value = json.getValue(member);
        if (value != null && !(value instanceof JsonObject)) {
            throw Rules.invalid(member, "must be an object.");
        }
        return new Members(value == null ? new JsonObject() : (JsonObject) value);
    }

    Set<String> names() {
        return json.fieldNames();
    }

    /** RFC 6749 section 3.3: an array, as the SDKs send it, or the space-delimited text of the RFC. */
    List<String> scope() {
        Object value = Rules.present("scope", json.getValue("scope"));
        if (value instanceof String text) {
            return List.of(text.split(" +"));
        }
        if (value instanceof JsonArray array && array.stream().allMatch(String.class::isInstance)) {
            return array.stream().map(String.class::cast).toList();
        }
        throw Rules.invalid("scope", "must be an array of strings.");
    }
}

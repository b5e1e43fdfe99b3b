package dev.pkce.gateway.api;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Writes the members that are there: the SDKs read an absent member and choke on a null one. */
final class Present {
    private final JsonObject json = new JsonObject();

    Present put(String member, @Nullable Object value) {
        if (value != null) {
            json.put(member, value);
        }
        return this;
    }

    Present put(String member, @Nullable Secret value) {
        return put(member, value == null ? null : (Object) value.reveal());
    }

    Present put(String member, @Nullable JsonForm value) {
        return put(member, value == null ? null : (Object) value.toJson());
    }

    /** The SDKs' model of where a browser was sent back to. */
    static JsonObject redirects(String authenticated) {
        return new Present()
                .put("authenticated", authenticated.isEmpty() ? null : (Object) authenticated)
                .json();
    }

    JsonObject json() {
        return json;
    }
}

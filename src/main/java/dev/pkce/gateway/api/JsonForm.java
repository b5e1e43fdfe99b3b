package dev.pkce.gateway.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** A message that has a JSON form: what HTTP carries, and what a clustered event bus puts on the wire. */
public interface JsonForm {
    /** The JSON form, secrets included; absent members are left out, never null. */
    JsonObject toJson();

    /** The JSON form as HTTP carries it. */
    default Buffer toBuffer() {
        return toJson().toBuffer();
    }
}

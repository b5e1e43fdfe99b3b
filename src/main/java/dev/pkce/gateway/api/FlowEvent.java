package dev.pkce.gateway.api;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a flow. Holds no state, code, verifier or token.
 *
 * @param type what happened
 * @param flow a short hash of the state, the same in all events of a flow
 * @param provider the configured name of the provider; null before one was chosen
 * @param error why the flow got no further; null if it did
 */
public record FlowEvent(
        Type type,
        String flow,
        @Nullable String provider,
        @Nullable String error) implements JsonForm {
    /** The steps that are told. */
    public enum Type {
        /** A person was sent to the provider. */
        SEEDED,
        /** The provider answered with a code. */
        ANSWERED,
        /** The provider answered with an error. */
        DENIED,
        /** The code was redeemed. */
        REDEEMED,
        /** The provider could not be asked, or the code was spent without a token. */
        FAILED,
        /** Somebody ended the flow. */
        CLEARED,
        /** The flow ran out of time. */
        EXPIRED
    }

    @Override
    public JsonObject toJson() {
        return new Present()
                .put("type", type.name())
                .put("flow", flow)
                .put("provider", provider)
                .put("error", error)
                .json();
    }
}

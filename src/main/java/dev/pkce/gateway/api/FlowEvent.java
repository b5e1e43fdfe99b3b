package dev.pkce.gateway.api;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a flow. Holds no state, code, verifier, token, address or application id, and nothing of a request.
 *
 * @param type what happened
 * @param flow the first 12 characters of the base64url of the SHA-256 of its state
 * @param timing when
 * @param provider the configured name of the provider; null before one was chosen
 * @param cause why the flow got no further, or what was refused; null if neither
 * @param trace the id of the trace that the request was part of; null if nobody traces, or there was no request
 */
public record FlowEvent(
        Type type,
        String flow,
        Timing timing,
        @Nullable String provider,
        @Nullable Cause cause,
        @Nullable String trace) implements JsonForm {
    /** The steps that are told; that a challenge was made is none of them. */
    public enum Type {
        /** A person was sent to the provider. */
        SEEDED,
        /** The provider answered with a code, which waits for the person to confirm the sign-in. */
        HELD,
        /** The provider answered with a code, and whoever waited has it. */
        ANSWERED,
        /** The provider answered with an error, or the person said that the sign-in is not theirs. */
        DENIED,
        /** The code was redeemed. */
        REDEEMED,
        /** A call for the flow was refused, which left it as it was. */
        REFUSED,
        /** The provider could not be asked, or the exchange of the code failed. */
        FAILED,
        /** Somebody ended the flow. */
        CLEARED,
        /** The flow ran out of time. */
        EXPIRED
    }

    /**
     * When something happened.
     *
     * @param at in milliseconds since 1970
     * @param age the milliseconds since the flow was made
     * @param since the milliseconds since the step before, or since the flow was made if that is not remembered
     */
    public record Timing(long at, long age, long since) {}

    @Override
    public JsonObject toJson() {
        return new Present()
                .put("type", lowerCase(type))
                .put("flow", flow)
                .put("at", timing.at())
                .put("age", timing.age())
                .put("since", timing.since())
                .put("provider", provider)
                .put("reason", cause == null ? null : lowerCase(cause.reason()))
                .put("error", cause == null ? null : cause.error())
                .put("detail", cause == null ? null : cause.detail())
                .put("trace_id", trace)
                .json();
    }

    private static String lowerCase(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }
}

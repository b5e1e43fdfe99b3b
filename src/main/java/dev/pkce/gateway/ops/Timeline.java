package dev.pkce.gateway.ops;

import dev.pkce.gateway.api.Cause;
import dev.pkce.gateway.api.FlowEvent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one flow, bounded: of a flow with very many steps the first and the last are kept.
 *
 * @param steps at least one, in their order
 * @param leftOut how many are not kept, after the first {@link #HALF} of {@code steps}
 * @param heard when the last one was told, in milliseconds of a clock that only goes forward
 */
record Timeline(List<FlowEvent> steps, int leftOut, long heard) {
    /** As many steps are kept from the beginning, and as many from the end. */
    static final int HALF = 12;

    /** Where a login stands. */
    enum Outcome {
        UNDER_WAY("under way"),
        SIGNED_IN("signed in"),
        DENIED("denied"),
        REFUSED("refused"),
        FAILED("failed"),
        CLEARED("cleared"),
        EXPIRED("expired");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        private static Outcome of(FlowEvent.Type type) {
            return switch (type) {
                case SEEDED, HELD, ANSWERED -> UNDER_WAY;
                case REDEEMED -> SIGNED_IN;
                case DENIED -> DENIED;
                case REFUSED -> REFUSED;
                case FAILED -> FAILED;
                case CLEARED -> CLEARED;
                case EXPIRED -> EXPIRED;
            };
        }

        /** Whether a person or a program did not get what it wanted. */
        boolean bad() {
            return this != UNDER_WAY && this != SIGNED_IN;
        }
    }

    static Timeline of(FlowEvent first, long now) {
        return new Timeline(List.of(first), 0, now);
    }

    Timeline with(FlowEvent next, long now) {
        List<FlowEvent> all = new ArrayList<>(steps);
        all.add(next);
        if (all.size() <= 2 * HALF) {
            return new Timeline(List.copyOf(all), leftOut, now);
        }
        all.remove(HALF);
        return new Timeline(List.copyOf(all), leftOut + 1, now);
    }

    String flow() {
        return steps.get(0).flow();
    }

    FlowEvent last() {
        return steps.get(steps.size() - 1);
    }

    /** A refusal leaves a flow as it was, so it is where nothing else is told. */
    Outcome outcome() {
        Outcome outcome = Outcome.REFUSED;
        for (FlowEvent step : steps) {
            outcome = step.type() == FlowEvent.Type.REFUSED ? outcome : Outcome.of(step.type());
        }
        return outcome;
    }

    /** Why it did not succeed: the last cause there was; null if it did, or nothing went wrong yet. */
    @Nullable Cause cause() {
        return outcome() == Outcome.SIGNED_IN
                ? null
                : steps.stream()
                        .map(FlowEvent::cause)
                        .filter(Objects::nonNull)
                        .reduce((earlier, later) -> later)
                        .orElse(null);
    }

    /** The traces that it was part of. */
    Set<String> traces() {
        return steps.stream().map(FlowEvent::trace).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    JsonObject toJson() {
        JsonArray told = new JsonArray();
        steps.forEach(step -> told.add(json(step)));
        return new JsonObject()
                .put("flow", flow())
                .put("outcome", outcome().text())
                .put("steps", told)
                .put("left_out", leftOut);
    }

    private static JsonObject json(FlowEvent step) {
        JsonObject json = step.toJson().put("text", text(step.type()));
        json.remove("flow");
        return step.cause() == null ? json : json.put("advice", Advice.on(step.cause()));
    }

    /** What happened, for people. */
    static String text(FlowEvent.Type type) {
        return switch (type) {
            case SEEDED -> "The program asked for a sign-in.";
            case HELD -> "The person signed in, and was asked whether the sign-in is theirs.";
            case ANSWERED -> "The program was given the code.";
            case DENIED -> "The sign-in was denied.";
            case REDEEMED -> "The program was given the tokens.";
            case REFUSED -> "A call was refused.";
            case FAILED -> "The provider could not be asked, or did not give tokens.";
            case CLEARED -> "The sign-in was cleared.";
            case EXPIRED -> "The sign-in ran out of time.";
        };
    }
}

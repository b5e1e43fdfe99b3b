package dev.pkce.gateway.ops;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * One thing that may be well or not.
 *
 * @param name what is looked at; fixed, or from the configuration
 * @param trouble why it is not well, in fixed words without anything of a request; empty if it is. Told at once, on any
 *     thread
 */
public record Check(String name, Supplier<Optional<String>> trouble) {
    /** A check that is well while {@code condition} holds. */
    public static Check that(String name, BooleanSupplier condition, String trouble) {
        return new Check(name, () -> condition.getAsBoolean() ? Optional.empty() : Optional.of(trouble));
    }

    /** What was found just now. */
    Finding look() {
        return new Finding(name, trouble.get());
    }

    /**
     * What a look has found.
     *
     * @param name the check's
     * @param trouble empty if it is well
     */
    record Finding(String name, Optional<String> trouble) {
        boolean up() {
            return trouble.isEmpty();
        }

        JsonObject toJson() {
            JsonObject json = new JsonObject().put("name", name).put("status", Health.status(up()));
            trouble.ifPresent(reason -> json.put("reason", reason));
            return json;
        }
    }
}

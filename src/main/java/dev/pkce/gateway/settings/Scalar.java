package dev.pkce.gateway.settings;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A kind of value that is more than text.
 *
 * @param requirement what its text must be
 * @param schema the same as JSON Schema, as far as that goes
 * @param reader the value of a text, or empty when the text is something else
 */
record Scalar<T>(String requirement, JsonObject schema, Function<String, Optional<T>> reader) {
    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,9}");
    // Of a small number YAML leaves nothing but its scientific form.
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,18})?([eE]-\\d{1,2})?");
    private static final Pattern FLAG = Pattern.compile("true|false");

    static Scalar<Integer> integer(int min, int max) {
        return new Scalar<>(
                "must be a whole number from " + min + " to " + max,
                type("integer").put("minimum", min).put("maximum", max),
                text -> Optional.of(text)
                        .filter(INTEGER.asMatchPredicate())
                        .map(Integer::valueOf)
                        .filter(number -> number >= min && number <= max));
    }

    static Scalar<Double> share() {
        return new Scalar<>(
                "must be a number from 0 to 1",
                type("number").put("minimum", 0).put("maximum", 1),
                text -> Optional.of(text)
                        .filter(NUMBER.asMatchPredicate())
                        .map(Double::valueOf)
                        .filter(share -> share <= 1));
    }

    static Scalar<Boolean> flag() {
        return new Scalar<>(
                "must be true or false",
                type("boolean"),
                text -> Optional.of(text).filter(FLAG.asMatchPredicate()).map(Boolean::valueOf));
    }

    static Scalar<Duration> duration(Duration min, Duration max) {
        String requirement = "must be from %s to %s, written with its unit (ms, s, m or h)"
                .formatted(Durations.format(min), Durations.format(max));
        return new Scalar<>(
                requirement,
                pattern(Durations.AMOUNT),
                text -> Durations.parse(text)
                        .filter(duration -> duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0));
    }

    static Scalar<Rate> rate() {
        return new Scalar<>(Rate.REQUIREMENT, pattern(Rate.FORM), Rate::parse);
    }

    static Scalar<String> choice(Collection<String> choices) {
        List<String> sorted = choices.stream().sorted().toList();
        return new Scalar<>(
                "must be one of " + String.join(", ", sorted),
                type("string").put("enum", new JsonArray(sorted)),
                text -> Optional.of(text).filter(choices::contains));
    }

    /** A constant of an enum, in lower case. */
    static <E extends Enum<E>> Scalar<E> constant(Class<E> type) {
        Map<String, E> constants =
                Arrays.stream(type.getEnumConstants()).collect(Collectors.toMap(Scalar::name, constant -> constant));
        Scalar<String> name = choice(constants.keySet());
        return new Scalar<>(name.requirement, name.schema, text -> Optional.ofNullable(constants.get(text)));
    }

    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** With the requirement, which editors show instead of the bounds or the pattern; it alone bounds durations. */
    JsonObject described() {
        return schema.copy().put("errorMessage", requirement);
    }

    /** The choice that {@code text} comes nearest to, else the usual value. */
    Remedy remedy(String key, String text) {
        List<String> choices = schema.getJsonArray("enum", new JsonArray()).stream()
                .map(String::valueOf)
                .toList();
        return new Remedy(key, Nearest.to(text, choices).orElse(null));
    }

    private static JsonObject type(String name) {
        return new JsonObject().put("type", name);
    }

    private static JsonObject pattern(Pattern pattern) {
        return type("string").put("pattern", "^" + pattern + "$");
    }
}

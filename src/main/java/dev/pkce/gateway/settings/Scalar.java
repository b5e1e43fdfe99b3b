package dev.pkce.gateway.settings;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A kind of value that is more than text.
 *
 * @param requirement what its text must be
 * @param reader the value of a text, or empty when the text is something else
 */
record Scalar<T>(String requirement, Function<String, Optional<T>> reader) {
    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,9}");
    // Of a small number YAML leaves nothing but its scientific form.
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,18})?(E-\\d{1,2})?");
    private static final Pattern FLAG = Pattern.compile("true|false");

    static Scalar<Integer> integer(int min, int max) {
        return new Scalar<>(
                "must be a whole number from " + min + " to " + max,
                text -> Optional.of(text)
                        .filter(INTEGER.asMatchPredicate())
                        .map(Integer::valueOf)
                        .filter(number -> number >= min && number <= max));
    }

    static Scalar<Double> share() {
        return new Scalar<>(
                "must be a number from 0 to 1",
                text -> Optional.of(text)
                        .filter(NUMBER.asMatchPredicate())
                        .map(Double::valueOf)
                        .filter(share -> share <= 1));
    }

    static Scalar<Boolean> flag() {
        return new Scalar<>(
                "must be true or false",
                text -> Optional.of(text).filter(FLAG.asMatchPredicate()).map(Boolean::valueOf));
    }

    static Scalar<Duration> duration(Duration min, Duration max) {
        String requirement = "must be from %s to %s, written with its unit (ms, s, m or h)"
                .formatted(Durations.format(min), Durations.format(max));
        return new Scalar<>(
                requirement,
                text -> Durations.parse(text)
                        .filter(duration -> duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0));
    }

    static Scalar<Rate> rate() {
        return new Scalar<>(Rate.REQUIREMENT, Rate::parse);
    }

    static Scalar<String> choice(Collection<String> choices) {
        return new Scalar<>(
                "must be one of " + String.join(", ", choices.stream().sorted().toList()),
                text -> Optional.of(text).filter(choices::contains));
    }
}

package dev.pkce.gateway.settings;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A value as somebody would write it. */
final class YamlValue {
    /** What YAML reads as this very text, also within a list. */
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z/][\\w./@=-]*(?:://?[\\w./@=-]+)?|\\d+(?:[smh]|ms|/\\w+)");

    private YamlValue() {}

    /** In a file: a text in quotes where YAML would read another. */
    static String of(Object value) {
        if (value instanceof JsonArray list) {
            return list.stream().map(YamlValue::of).collect(Collectors.joining(", ", "[", "]"));
        }
        // Every JSON text is a YAML text.
        return value instanceof String text && !PLAIN.matcher(text).matches() ? Json.encode(text) : value.toString();
    }

    /** In an environment variable or system property. */
    static String bare(Object value) {
        return value instanceof JsonArray list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                : value.toString();
    }
}

package dev.pkce.gateway.settings;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a text must be like to be the value of a setting. */
@FunctionalInterface
public interface Rule {
    /** Every text keeps it. */
    Rule ANY = any -> null;

    /** Says what is wrong with {@code text}, without repeating it; null when nothing is. */
    @Nullable String flaw(String text);

    /** As much of the rule as JSON Schema can say. */
    default JsonObject schema() {
        return new JsonObject().put("type", "string");
    }

    /** The same of a list of such texts, of which a single one may stand for itself. */
    default JsonObject listSchema() {
        JsonObject list = new JsonObject().put("type", "array").put("items", schema());
        return new JsonObject().put("anyOf", new JsonArray().add(list).add(schema()));
    }

    /** A text that is all of {@code pattern}, which must mean the same to Java and to ECMAScript; else {@code flaw}. */
    static Rule matching(String pattern, String flaw) {
        Pattern compiled = Pattern.compile(pattern);
        return within(pattern, text -> compiled.matcher(text).matches() ? null : flaw);
    }

    /** {@code rule}, of which {@code pattern} tells editors as much as a pattern can: what matches may yet be refused. */
    static Rule within(String pattern, Rule rule) {
        return new DescribedRule(rule, new JsonObject().put("type", "string").put("pattern", "^(?:" + pattern + ")$"));
    }

    /** One of {@code choices}. */
    static Rule oneOf(List<String> choices) {
        String flaw = "must be " + (choices.size() == 1 ? "" : "one of ") + String.join(", ", choices);
        JsonObject schema = new JsonObject().put("type", "string").put("enum", new JsonArray(choices));
        return new DescribedRule(text -> choices.contains(text) ? null : flaw, schema);
    }
}

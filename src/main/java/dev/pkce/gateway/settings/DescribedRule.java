package dev.pkce.gateway.settings;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** A rule that JSON Schema knows too. */
record DescribedRule(Rule rule, JsonObject description) implements Rule {
    @Override
    public @Nullable String flaw(String text) {
        return rule.flaw(text);
    }

    @Override
    public JsonObject schema() {
        return description.copy();
    }
}

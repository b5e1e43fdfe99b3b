package dev.pkce.gateway.settings;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/** The JSON Schema of a configuration file: what editors know of each key. */
public final class ConfigurationSchema {
    private static final String TEXT = load();
    private static final JsonObject SCHEMA = new JsonObject(TEXT);

    private ConfigurationSchema() {}

    /** The schema as JSON, of draft 2020-12. */
    public static String text() {
        return TEXT;
    }

    /** What {@code key} is usually: its default, else the example that is given for it. */
    static Optional<Object> usual(String key) {
        JsonObject schema = SCHEMA;
        for (String name : key.replaceAll("\\[\\d+]", "").split("\\.", -1)) {
            // An element of a list is described by the items of the list.
            schema = schema.getJsonObject("items", schema)
                    .getJsonObject("properties", new JsonObject())
                    .getJsonObject(name, new JsonObject());
        }
        Object example = schema.getJsonArray("examples", new JsonArray()).stream()
                .findFirst()
                .orElse(null);
        return Optional.ofNullable(schema.getValue("default", example));
    }

    private static String load() {
        try (InputStream file = ConfigurationSchema.class.getResourceAsStream("gateway.schema.json")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

package dev.pkce.gateway;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the JSON Schema of a configuration file from the keys that are read and what the shipped file says of them. */
final class SchemaOfKeys {
    private final JsonObject root;
    private final ShippedConfiguration shipped;

    private SchemaOfKeys(ShippedConfiguration shipped) {
        this.shipped = shipped;
        this.root = section("The configuration of the PKCE Gateway. Environment variables may give any key too, so none"
                        + " is required here. An empty value, which the gateway takes for none, and a number in quotes"
                        + " are better written otherwise.")
                .put("type", "object");
    }

    static JsonObject of(Map<String, JsonObject> keys, ShippedConfiguration shipped) {
        SchemaOfKeys schema = new SchemaOfKeys(shipped);
        // In the order of the file, and then those without a line, which are secrets.
        Stream.concat(shipped.keys().keySet().stream(), keys.keySet().stream())
                .distinct()
                .filter(keys::containsKey)
                .forEach(name -> schema.add(name, keys.getOrDefault(name, new JsonObject())));
        return new JsonObject()
                .put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("title", "PKCE Gateway")
                .mergeIn(schema.root);
    }

    private void add(String name, JsonObject value) {
        int dot = name.lastIndexOf('.');
        JsonObject section = dot < 0
                ? root
                : section(root, "", List.of(name.substring(0, dot).split("\\.")));
        section.getJsonObject("properties").put(name.substring(dot + 1), described(name, value));
        if (value.getBoolean("writeOnly", false)) {
            JsonArray both = new JsonArray().add(name.substring(dot + 1)).add(name.substring(dot + 1) + "-file");
            JsonArray never = section.getJsonArray("allOf", new JsonArray());
            section.put("allOf", never.add(new JsonObject().put("not", new JsonObject().put("required", both))));
        }
    }

    private JsonObject described(String name, JsonObject value) {
        JsonObject described = value.copy();
        ShippedConfiguration.Entry entry =
                shipped.keys().getOrDefault(name, shipped.keys().get(name + "-file"));
        if (entry == null) {
            return described;
        }
        described.put("description", entry.description());
        boolean example = entry.name().equals(name) && !Objects.equals(entry.value(), plain(value.getValue("default")));
        return example ? described.put("examples", new JsonArray().add(entry.value())) : described;
    }

    private JsonObject section(JsonObject parent, String path, List<String> names) {
        String name = names.get(0);
        boolean list = name.endsWith("[]");
        String plain = name.replace("[]", "");
        JsonObject properties = parent.getJsonObject("properties");
        if (!properties.containsKey(plain)) {
            String comment = Objects.requireNonNull(shipped.sections().get(path + plain), "no section " + path + plain)
                    .description();
            properties.put(plain, list ? list(comment) : section(comment));
        }
        JsonObject section = properties.getJsonObject(plain);
        JsonObject keys = list ? section.getJsonObject("items") : section;
        return names.size() == 1 ? keys : section(keys, path + name + ".", names.subList(1, names.size()));
    }

    private static JsonObject section(String description) {
        return new JsonObject()
                .put("description", description)
                .mergeIn(keys())
                .put("type", new JsonArray().add("object").add("null"));
    }

    private static JsonObject list(String description) {
        return new JsonObject()
                .put("description", description)
                .put("type", new JsonArray().add("array").add("null"))
                .put("items", keys());
    }

    private static JsonObject keys() {
        return new JsonObject()
                .put("type", "object")
                .put("additionalProperties", false)
                .put("properties", new JsonObject());
    }

    static @Nullable Object plain(@Nullable Object value) {
        return value instanceof JsonArray list ? list.getList() : value;
    }
}

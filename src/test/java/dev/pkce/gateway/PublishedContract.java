package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** The description of the HTTP API that the gateway serves (OpenAPI 3.1), and whether an answer is as it says. */
public final class PublishedContract {
    public static final PublishedContract SHIPPED = shipped();

    private static final String BASE = "https://gateway.example/openapi";

    /**
     * A response that is described.
     *
     * @param operation its operationId
     * @param status a status, or {@code default}
     */
    public record Described(String operation, String status) {}

    private final Map<String, Validator> validators = new ConcurrentHashMap<>();
    private final JsonObject document;
    private final SchemaRepository schemas;
    private final Map<String, String> operations;

    private PublishedContract(JsonObject document) {
        JsonSchemaOptions options = new JsonSchemaOptions()
                .setBaseUri(BASE)
                .setDraft(Draft.DRAFT202012)
                .setOutputFormat(OutputFormat.Basic);
        this.document = document;
        // A copy, for the repository writes into what it is given.
        this.schemas = SchemaRepository.create(options).dereference(BASE, JsonSchema.of(document.copy()));
        this.operations = operations(document.getJsonObject("paths"));
    }

    private static PublishedContract shipped() {
        try (InputStream stream = PublishedContract.class.getResourceAsStream("http/openapi.yaml")) {
            Map<String, Object> tree = new Yaml().load(Objects.requireNonNull(stream));
            return new PublishedContract(new JsonObject(tree));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> operations(JsonObject paths) {
        Map<String, String> operations = new HashMap<>();
        for (String path : paths.fieldNames()) {
            JsonObject item = paths.getJsonObject(path);
            for (String method : item.fieldNames()) {
                String id = item.getJsonObject(method).getString("operationId");
                operations.put(method.toUpperCase(Locale.ROOT) + " " + path, id);
            }
        }
        return Map.copyOf(operations);
    }

    /** The names of the operations, by method and path such as {@code GET /pkce/challenge}. */
    public Map<String, String> operations() {
        return operations;
    }

    /** Every response that is described by its status. */
    public List<Described> responses() {
        List<Described> responses = new ArrayList<>();
        operations()
                .forEach((operation, id) -> at(pointer(operation).append("responses")).fieldNames().stream()
                        .filter(status -> !status.equals("default"))
                        .forEach(status -> responses.add(new Described(id, status))));
        return responses;
    }

    /** Fails unless {@code reply} is one that is described; what answers no operation is none of its business. */
    void check(String method, String path, Reply reply) {
        String operation = method + " " + path.split("\\?", 2)[0];
        if (!operations.containsKey(operation)) {
            return;
        }
        JsonPointer response = response(pointer(operation).append("responses"), reply.status());
        String described = operation + " " + reply.status();
        requireHeaders(at(response), described, reply);
        String type = reply.header("Content-Type").split(";", 2)[0];
        JsonObject content = at(response).getJsonObject("content", new JsonObject());
        if (type.isEmpty()) {
            assertThat(content.isEmpty()).as(described).isTrue();
            return;
        }
        assertThat(content.fieldNames()).as(described).contains(type);
        if (type.endsWith("json")) {
            requireValid(response.append("content").append(type).append("schema"), described, reply);
        }
    }

    private JsonPointer response(JsonPointer responses, int status) {
        String key = at(responses).containsKey(Integer.toString(status)) ? Integer.toString(status) : "default";
        // What is described without a status is a refusal.
        assertThat(key.equals("default") && status < 400)
                .as("%s %d", responses, status)
                .isFalse();
        return resolved(responses.append(key));
    }

    private void requireHeaders(JsonObject response, String described, Reply reply) {
        JsonObject headers = response.getJsonObject("headers", new JsonObject());
        for (String name : headers.fieldNames()) {
            if (headers.getJsonObject(name).getBoolean("required", false)) {
                assertThat(reply.header(name)).as(described + " " + name).isNotEmpty();
            }
        }
    }

    private void requireValid(JsonPointer schema, String described, Reply reply) {
        OutputUnit output = validators
                .computeIfAbsent(schema.toURI().toString(), this::validator)
                .validate(reply.json());
        assertThat(output.getValid())
                .as(() -> described + " " + output.getErrors())
                .isTrue();
    }

    private Validator validator(String fragment) {
        return schemas.validator(JsonSchema.of(new JsonObject().put("$ref", BASE + fragment)));
    }

    private JsonPointer pointer(String operation) {
        String[] parts = operation.split(" ", 2);
        return JsonPointer.create().append("paths").append(parts[1]).append(parts[0].toLowerCase(Locale.ROOT));
    }

    private JsonPointer resolved(JsonPointer pointer) {
        String reference = at(pointer).getString("$ref");
        return reference == null ? pointer : JsonPointer.from(reference.substring(1));
    }

    private JsonObject at(JsonPointer pointer) {
        @Nullable Object found = pointer.queryJson(document);
        return (JsonObject) Objects.requireNonNull(found, pointer::toString);
    }
}

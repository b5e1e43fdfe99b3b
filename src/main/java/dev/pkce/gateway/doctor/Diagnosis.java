package dev.pkce.gateway.doctor;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was found of everything that was asked; it holds no secret. */
public final class Diagnosis {
    private final List<Section> providers;
    private final Section gateway;
    private final Optional<Section> redis;

    Diagnosis(List<Section> providers, Section gateway, Optional<Section> redis) {
        this.providers = List.copyOf(providers);
        this.gateway = gateway;
        this.redis = redis;
    }

    /** Whether any check failed; one that could not be made did not. */
    public boolean failed() {
        return all().anyMatch(Section::failed);
    }

    /** For people. */
    public String text() {
        return all().map(Section::lines).collect(Collectors.joining());
    }

    private Stream<Section> all() {
        return Stream.of(providers.stream(), Stream.of(gateway), redis.stream()).flatMap(sections -> sections);
    }

    /** For machines. */
    public JsonObject json() {
        JsonObject json = new JsonObject()
                .put("status", failed() ? "fail" : "pass")
                .put(
                        "providers",
                        new JsonArray(providers.stream().map(Section::json).toList()))
                .put("gateway", gateway.json());
        redis.ifPresent(section -> json.put("redis", section.json()));
        return json;
    }
}

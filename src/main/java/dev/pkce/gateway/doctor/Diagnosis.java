package dev.pkce.gateway.doctor;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;

/** What was found of everything that was asked; it holds no secret. */
public final class Diagnosis {
    private final List<Section> providers;
    private final Section gateway;

    Diagnosis(List<Section> providers, Section gateway) {
        this.providers = List.copyOf(providers);
        this.gateway = gateway;
    }

    /** Whether any check failed; one that could not be made did not. */
    public boolean failed() {
        return gateway.failed() || providers.stream().anyMatch(Section::failed);
    }

    /** For people. */
    public String text() {
        return providers.stream().map(Section::lines).collect(Collectors.joining()) + gateway.lines();
    }

    /** For machines. */
    public JsonObject json() {
        return new JsonObject()
                .put("status", failed() ? "fail" : "pass")
                .put(
                        "providers",
                        new JsonArray(providers.stream().map(Section::json).toList()))
                .put("gateway", gateway.json());
    }
}

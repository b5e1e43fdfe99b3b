package dev.pkce.gateway.doctor;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What was found of a provider, or of the gateway.
 *
 * @param name what it is called
 * @param address the issuer, or where the gateway is reached
 * @param redirectUris what is to be registered at the provider
 */
record Section(String name, String address, List<String> redirectUris, List<Finding> findings) {
    boolean failed() {
        return findings.stream().anyMatch(Finding::failed);
    }

    String lines() {
        String register = redirectUris.stream()
                .map("  register at the provider: %s%n"::formatted)
                .collect(Collectors.joining());
        return "%s (%s)%n".formatted(name, address)
                + register
                + findings.stream().map(Finding::lines).collect(Collectors.joining());
    }

    JsonObject json() {
        return new JsonObject()
                .put("name", name)
                .put("address", address)
                .put("redirect_uris", new JsonArray(redirectUris))
                .put(
                        "checks",
                        new JsonArray(findings.stream().map(Finding::json).toList()));
    }
}

package dev.pkce.gateway.provider;

import dev.pkce.gateway.settings.Remedy;
import dev.pkce.gateway.settings.Settings;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What is known of a well-known provider: defaults for the keys of an element of {@code providers}.
 *
 * @param keys the defaults by key; in the issuer, <code>{tenant}</code> stands for the key {@code tenant}
 * @param tenant which tenants there may be; null if there are none
 */
record Preset(Map<String, Object> keys, @Nullable Tenant tenant) {
    private record Tenant(Pattern pattern, String meaning, String example) {}

    private static final String ISSUER = "issuer";
    private static final String TENANT = "tenant";
    // Of the top level domain that never exists (RFC 2606); nothing starts with it, for there is a problem already.
    private static final Map<String, String> SOME_ISSUER = Map.of(ISSUER, "https://tenant.invalid/");

    /** As they are called in the file, which is read only where one of them is chosen. */
    static final Set<String> NAMES = Set.of("auth0", "descope", "entra", "github", "google", "keycloak", "okta");

    /** {@code settings} above the defaults of the preset that they name, if they name one. */
    static Settings read(Settings settings) {
        Optional<String> name = settings.choice("preset", NAMES);
        String tenant = settings.text(TENANT);
        if (name.isPresent()) {
            return settings.withDefaults(known(name.get()).defaults(settings, tenant));
        }
        if (settings.has("preset")) {
            return settings.withDefaults(SOME_ISSUER);
        }
        if (tenant != null) {
            settings.problem(TENANT, "needs a preset that has tenants: " + withTenants(), Remedy.give("preset"));
            return settings.withDefaults(SOME_ISSUER);
        }
        return settings;
    }

    private static String withTenants() {
        return Known.PRESETS.entrySet().stream()
                .filter(preset -> preset.getValue().tenant != null)
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
    }

    static Preset known(String name) {
        return Objects.requireNonNull(Known.PRESETS.get(name));
    }

    private Map<String, Object> defaults(Settings settings, @Nullable String given) {
        Map<String, Object> defaults = new HashMap<>(keys);
        if (settings.has(ISSUER)) {
            return defaults;
        }
        String flaw = flaw(given);
        if (flaw == null) {
            String tenantName = given == null ? "" : given;
            defaults.computeIfPresent(ISSUER, (key, issuer) -> issuer.toString().replace("{tenant}", tenantName));
            return defaults;
        }
        // A tenant that is there and yet is no text is a problem already.
        if (given != null || !settings.has(TENANT)) {
            settings.problem(
                    TENANT, flaw, tenant == null ? Remedy.remove(TENANT) : Remedy.write(TENANT, tenant.example));
        }
        defaults.putAll(SOME_ISSUER);
        return defaults;
    }

    private @Nullable String flaw(@Nullable String given) {
        if (tenant == null) {
            return given == null ? null : "is not for this preset";
        }
        if (given == null) {
            return "is required: " + tenant.meaning;
        }
        return tenant.pattern.matcher(given).matches() ? null : "must be " + tenant.meaning;
    }

    private static Map<String, Preset> load() {
        try (InputStream file = Preset.class.getResourceAsStream("presets.yaml")) {
            JsonObject presets =
                    new JsonObject(new Yaml(new SafeConstructor(new LoaderOptions())).<Map<String, Object>>load(file));
            Map<String, Preset> known = new TreeMap<>();
            presets.fieldNames().forEach(name -> known.put(name, of(presets.getJsonObject(name))));
            return known;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Preset of(JsonObject preset) {
        JsonObject tenant = preset.getJsonObject(TENANT);
        return new Preset(
                preset.getJsonObject("keys").getMap(),
                tenant == null
                        ? null
                        : new Tenant(
                                Pattern.compile(tenant.getString("pattern")),
                                tenant.getString("is"),
                                tenant.getString("example")));
    }

    private static final class Known {
        static final Map<String, Preset> PRESETS = load();
    }
}

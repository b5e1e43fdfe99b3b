package dev.pkce.gateway.settings;

import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers the settings of a process as they are at the moment. */
public final class SettingsLoader {
    private SettingsLoader() {}

    /**
     * Reads the YAML {@code file}, if any, then the variables {@code PKCE_…}, then the system properties
     * {@code pkce.…}. Fails with {@link InvalidConfiguration} when the file is missing or is no YAML mapping.
     */
    public static Future<Settings> load(Vertx vertx, @Nullable Path file) {
        if (file == null) {
            return retrieve(vertx, List.of(environment(), properties())).map(Settings::of);
        }
        return vertx.executeBlocking(() -> {
                    YamlFile.check(file);
                    return List.of(yaml(file), environment(), properties());
                })
                .compose(stores -> retrieve(vertx, stores))
                .map(Settings::of)
                .recover(failure -> Future.failedFuture(YamlFile.explain(file, failure)));
    }

    private static Future<JsonObject> retrieve(Vertx vertx, List<ConfigStoreOptions> stores) {
        ConfigRetrieverOptions options = new ConfigRetrieverOptions().setScanPeriod(-1);
        stores.forEach(options::addStore);
        ConfigRetriever retriever = ConfigRetriever.create(vertx, options);
        return retriever.getConfig().eventually(retriever::close);
    }

    private static ConfigStoreOptions yaml(Path file) {
        // Absolute: Vert.x would look for a relative path on the class path too.
        JsonObject path = new JsonObject().put("path", file.toAbsolutePath().toString());
        return new ConfigStoreOptions().setType("file").setFormat("yaml").setConfig(path);
    }

    private static ConfigStoreOptions environment() {
        List<String> names = System.getenv().keySet().stream()
                .filter(name -> name.startsWith(Sources.VARIABLE))
                .toList();
        // Raw: otherwise the client secret 0123 would arrive as the number 123.
        JsonObject config = new JsonObject().put("raw-data", true).put("keys", new JsonArray(names));
        return new ConfigStoreOptions().setType("env").setConfig(config);
    }

    /** Not the {@code sys} store: it takes every property, so that one named {@code http} would replace a section. */
    private static ConfigStoreOptions properties() {
        JsonObject properties = new JsonObject();
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith(Sources.PROPERTY))
                .forEach(name -> properties.put(name, System.getProperty(name)));
        return new ConfigStoreOptions().setType("json").setConfig(properties);
    }
}

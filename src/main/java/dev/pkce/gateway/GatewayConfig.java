package dev.pkce.gateway;

import dev.pkce.gateway.flow.FlowConfig;
import dev.pkce.gateway.http.HttpConfig;
import dev.pkce.gateway.ops.ManagementConfig;
import dev.pkce.gateway.provider.Provider;
import dev.pkce.gateway.provider.ProviderList;
import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.settings.Settings;
import dev.pkce.gateway.settings.SettingsLoader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything about the gateway that can be chosen. {@code conf/gateway.yaml} describes each key. A program that builds
 * this record itself answers for the bounds that the components state: only {@link #read} checks them.
 *
 * @param http the public listener
 * @param management the port for operators
 * @param flows the limits of every login
 * @param providers the identity providers, at least one
 */
public record GatewayConfig(HttpConfig http, ManagementConfig management, FlowConfig flows, List<Provider> providers) {
    /** Copies the list. */
    public GatewayConfig {
        providers = List.copyOf(providers);
    }

    /**
     * Reads the configuration of this process, off the event loop; fails with {@link InvalidConfiguration}.
     *
     * @param file a YAML file, or null when environment variables and system properties say everything
     */
    public static Future<GatewayConfig> load(Vertx vertx, @Nullable Path file) {
        return SettingsLoader.load(vertx, file).compose(settings -> vertx.executeBlocking(() -> read(settings)));
    }

    /**
     * Reads the root section; blocks while it reads the files that secrets are in.
     *
     * @throws InvalidConfiguration with all problems, among them every key that nothing reads
     */
    public static GatewayConfig read(Settings settings) throws InvalidConfiguration {
        GatewayConfig config = new GatewayConfig(
                HttpConfig.read(settings.section("http")),
                ManagementConfig.read(settings.section("management")),
                FlowConfig.read(settings.section("flows")),
                ProviderList.read(settings));
        settings.check();
        return config;
    }
}

package dev.pkce.gateway;

import dev.pkce.gateway.api.Binding;
import dev.pkce.gateway.flow.FlowConfig;
import dev.pkce.gateway.http.HttpConfig;
import dev.pkce.gateway.logging.LoggingConfig;
import dev.pkce.gateway.ops.ManagementConfig;
import dev.pkce.gateway.provider.Provider;
import dev.pkce.gateway.provider.ProviderList;
import dev.pkce.gateway.redis.RedisConfig;
import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.settings.Remedy;
import dev.pkce.gateway.settings.Rule;
import dev.pkce.gateway.settings.SettingProblem;
import dev.pkce.gateway.settings.Settings;
import dev.pkce.gateway.settings.SettingsLoader;
import dev.pkce.gateway.trace.TracingConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything about the gateway that can be chosen. {@code conf/gateway.yaml} describes each key. A program that builds
 * this record itself answers for the bounds that the components state: only {@link #read} checks them.
 *
 * @param http the public listener
 * @param management the port for operators
 * @param flows the limits of every login
 * @param providers the identity providers, at least one
 * @param stop how it stops
 * @param logging what the program logs; of no effect on what embeds the gateway
 * @param tracing where the program sends traces; of no effect on what embeds the gateway
 * @param redis how Redis is reached; null for not at all, unless {@code flows} are kept there
 */
public record GatewayConfig(
        HttpConfig http,
        ManagementConfig management,
        FlowConfig flows,
        List<Provider> providers,
        StopConfig stop,
        LoggingConfig logging,
        TracingConfig tracing,
        @Nullable RedisConfig redis) {
    private static final String UNBOUND = "flows.binding";
    // As reloaded() has it.
    private static final Pattern RELOADED =
            Pattern.compile("providers.*|insecure|stop\\..*|flows\\.(ttl|wait|max|strict|keys.*)"
                    + "|http\\.(allowed-.*|start-url|trusted-proxies|max-.*|rate-limits\\..*)");

    private static final SettingProblem UNSEALED = new SettingProblem(
            "flows.store", "stays redis, so flows.keys-file must still give what everything there is sealed with");
    private static final SettingProblem OPEN = new SettingProblem(
            "http.host", "stays open to other machines, so http.allowed-hosts must still say which names are ours");

    /** Copies the list. */
    public GatewayConfig {
        providers = List.copyOf(providers);
    }

    /** With the usual stop, for a program that logs and traces in its own way. */
    public GatewayConfig(HttpConfig http, ManagementConfig management, FlowConfig flows, List<Provider> providers) {
        this(http, management, flows, providers, StopConfig.USUAL, LoggingConfig.USUAL, TracingConfig.OFF, null);
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
        List<String> insecure = settings.texts("insecure", Rule.oneOf(List.of(UNBOUND)));
        HttpConfig http = HttpConfig.read(settings.section("http"));
        GatewayConfig config = new GatewayConfig(
                http,
                ManagementConfig.read(settings.section("management")),
                FlowConfig.read(settings.section("flows")),
                ProviderList.read(settings),
                StopConfig.read(settings.section("stop"), http.shared()),
                LoggingConfig.read(settings.section("logging")),
                TracingConfig.read(settings.section("tracing")),
                RedisConfig.read(settings.section("redis")));
        if (config.flows.shared() && !settings.section("redis").has("url")) {
            settings.problem("redis.url", "is required, as flows.store is redis", Remedy.give("redis.url"));
        }
        config.bindingFlaw(insecure)
                .ifPresent(flaw -> settings.problem("flows.binding", flaw, Remedy.write("flows.binding", "confirm")));
        settings.check();
        return config;
    }

    /** This configuration while the gateway runs on with what can be changed of {@code next}. */
    GatewayConfig reloaded(GatewayConfig next) {
        return new GatewayConfig(
                http.reloaded(next.http),
                management,
                flows.reloaded(next.flows),
                next.providers,
                next.stop,
                logging,
                tracing,
                redis);
    }

    /** Whether a change of {@code key} takes effect while the gateway runs. */
    static boolean isReloaded(String key) {
        return RELOADED.matcher(key).matches();
    }

    /** What is wrong with {@link #reloaded}, which is neither this configuration nor {@code next}. */
    List<SettingProblem> problems(GatewayConfig next) {
        GatewayConfig mixed = reloaded(next);
        List<String> insecure = unbound() || next.unbound() ? List.of(UNBOUND) : List.of();
        return Stream.of(
                        mixed.bindingFlaw(insecure).map(flaw -> new SettingProblem(UNBOUND, "stays, and " + flaw)),
                        mixed.http.rebindable() && !http.rebindable()
                                ? Optional.of(OPEN)
                                : Optional.<SettingProblem>empty(),
                        mixed.flows.shared() && mixed.flows.keys() == null
                                ? Optional.of(UNSEALED)
                                : Optional.<SettingProblem>empty())
                .flatMap(Optional::stream)
                .toList();
    }

    /** Whether somebody who can reach the gateway could have others finish a sign-in that they started. */
    boolean unbound() {
        return http.shared() && flows.binding() == Binding.NONE;
    }

    private Optional<String> bindingFlaw(List<String> insecure) {
        if (unbound() && !insecure.contains(UNBOUND)) {
            return Optional.of(
                    "must be cookie or confirm where others can reach the gateway, or they could have somebody else"
                            + " finish a sign-in that they started; insecure: [" + UNBOUND + "] accepts that");
        }
        boolean https = http.publicUrl(http.port()).startsWith("https:");
        return flows.binding() == Binding.COOKIE && http.shared() && !https
                ? Optional.of(
                        "cookie needs https, as browsers send the cookie to nothing else: give http.tls, or the https"
                                + " address of a proxy in front as http.public-url")
                : Optional.empty();
    }
}

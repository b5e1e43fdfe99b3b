package dev.pkce.gateway;

import dev.pkce.gateway.provider.Provider;
import dev.pkce.gateway.redis.RedisConfig;
import dev.pkce.gateway.settings.ConfigurationSchema;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        description = "Says whether serve would take the configuration, and what to write where it would not.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private final ConfigurationFile file = new ConfigurationFile();

    @Option(names = "--schema", description = "Only print the JSON Schema of the file, for editors.")
    private boolean schema;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (schema) {
            out.print(ConfigurationSchema.text());
            out.flush();
            return 0;
        }
        Vertx vertx = Vertx.vertx();
        Optional<GatewayConfig> config =
                file.read(vertx, spec.commandLine().getErr()).map(Configuration::config);
        vertx.close().await();
        config.ifPresent(good -> out.println("Good: " + summary(good)));
        return config.isPresent() ? 0 : ConfigurationFile.MISCONFIGURED;
    }

    private static String summary(GatewayConfig config) {
        return "would listen on %s:%d, known as %s, for operators on %s:%d, with %s%s"
                .formatted(
                        config.http().host(),
                        config.http().port(),
                        config.http().publicUrl(config.http().port()),
                        config.management().host(),
                        config.management().port(),
                        config.providers().stream().map(CheckCommand::summary).collect(Collectors.joining(", ")),
                        store(config));
    }

    private static String store(GatewayConfig config) {
        RedisConfig redis = config.redis();
        return redis == null || !config.flows().shared()
                ? ""
                : ", and logins in Redis at "
                        + String.join(", ", redis.servers().urls());
    }

    private static String summary(Provider provider) {
        return provider.name() + " (" + provider.issuer() + ")";
    }
}

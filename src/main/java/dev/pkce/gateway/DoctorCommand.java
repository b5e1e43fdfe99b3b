package dev.pkce.gateway;

import dev.pkce.gateway.doctor.Diagnosis;
import dev.pkce.gateway.doctor.Doctor;
import dev.pkce.gateway.doctor.Listener;
import dev.pkce.gateway.http.HttpConfig;
import dev.pkce.gateway.http.TlsConfig;
import dev.pkce.gateway.provider.Provider;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "doctor",
        description =
                "Asks the configured providers, and Redis, whether a sign-in can work, and says what to change where it cannot.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:Everything passed, perhaps with warnings.",
            "1:A check failed.",
            "2:The configuration is bad."
        },
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    @Mixin
    private final ConfigurationFile file = new ConfigurationFile();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Parameters(arity = "0..1", paramLabel = "provider", description = "The name of the only one to ask.")
    private @Nullable String only;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Vertx vertx = Running.vertx();
        try {
            return examine(vertx);
        } finally {
            vertx.close().await();
        }
    }

    private int examine(Vertx vertx) {
        PrintWriter err = command().commandLine().getErr();
        Optional<Configuration> read = file.read(vertx, err);
        if (read.isEmpty()) {
            return ConfigurationFile.MISCONFIGURED;
        }
        GatewayConfig config = read.get().config();
        List<String> names = config.providers().stream().map(Provider::name).toList();
        if (only != null && !names.contains(only)) {
            err.println("No provider is called so; there are " + String.join(", ", names));
            return ConfigurationFile.MISCONFIGURED;
        }
        Diagnosis diagnosis = new Doctor(vertx, listener(config.http()))
                .examine(config.providers(), only, config.flows().shared() ? config.redis() : null)
                .await();
        command().commandLine().getOut().print(json ? diagnosis.json().encode() + "\n" : diagnosis.text());
        command().commandLine().getOut().flush();
        return diagnosis.failed() ? FAILED : 0;
    }

    private static Listener listener(HttpConfig http) {
        boolean known = http.publicUrl() != null || http.port() != 0;
        TlsConfig tls = http.edge().tls();
        return new Listener(
                known ? http.publicUrl(http.port()) + Assembly.CALLBACK : null,
                tls == null ? null : tls.certificateFile(),
                tls != null && tls.clientCaFile() != null);
    }

    private CommandSpec command() {
        return Objects.requireNonNull(spec);
    }
}

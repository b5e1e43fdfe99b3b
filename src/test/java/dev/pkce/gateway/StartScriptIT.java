package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.demo.DevelopmentProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gateway as {@code conf/bin/pkce-gateway} runs it where it is installed. */
@ExtendWith(GatewayExtension.class)
class StartScriptIT {
    private final DevelopmentProvider provider;

    @TempDir
    private Path directory;

    StartScriptIT(DevelopmentProvider provider) {
        this.provider = provider;
    }

    @ParameterizedTest(name = "It starts from its archive, tells its health and stops, on {0}")
    @MethodSource("dev.pkce.gateway.ProcessIT#jdks")
    void it_starts_from_its_archive(Path home) throws Exception {
        Path script = install();
        assertThat(run(home, 0, script, "archive")).isEqualTo(0);
        Path loaded = directory.resolve("loaded");
        Path config = Files.writeString(
                directory.resolve("gateway.yaml"),
                "http: {port: 0}%nproviders: [{issuer: \"%s\"}]%n".formatted(provider.issuer()));

        Map<String, String> environment =
                Map.of("JAVA_HOME", home.toString(), "JAVA_OPTS", "-Xlog:class+load:file=" + loaded);
        // Of the command it is handed the script needs what follows the jar.
        try (GatewayProcess gateway =
                GatewayProcess.inShell("shift 3; exec " + script + " \"$@\"", config, environment)) {
            new TestGateway(gateway.url(), provider).login().whole();
            assertThat(Files.readAllLines(loaded))
                    .anyMatch(
                            line -> line.matches(".*dev\\.pkce\\.gateway\\.GatewayVerticle source: shared objects.*"));
            assertThat(run(home, gateway.managementPort(), script, "health")).isEqualTo(0);
            gateway.terminate();
            assertThat(gateway.exit(Duration.ofSeconds(10))).isZero();
            assertThat(gateway.err()).isEmpty();
            assertThat(run(home, gateway.managementPort(), script, "health", "live"))
                    .isEqualTo(1);
        }
    }

    private static int run(Path home, int managementPort, Path script, String... arguments) throws Exception {
        List<String> command = Stream.concat(Stream.of(script.toString()), Stream.of(arguments))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("JAVA_HOME", home.toString());
        builder.environment().put("PKCE_MANAGEMENT_PORT", Integer.toString(managementPort));
        return builder.start().waitFor();
    }

    private Path install() throws IOException {
        Path bin = Files.createDirectories(directory.resolve("bin"));
        Path lib = Files.createDirectories(directory.resolve("lib"));
        Files.copy(Path.of("target", "pkce-gateway.jar"), lib.resolve("pkce-gateway.jar"));
        return Files.copy(Path.of("conf", "bin", "pkce-gateway"), bin.resolve("pkce-gateway"));
    }
}

package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged program, as an operator starts and stops it. */
@ExtendWith(GatewayExtension.class)
class ProcessIT {
    private static final Path JDKS = Path.of("/usr/lib/jvm");

    private final DevelopmentProvider provider;

    @TempDir
    private Path directory;

    ProcessIT(DevelopmentProvider provider) {
        this.provider = provider;
    }

    @Test
    @DisplayName("R1: an idle gateway that is told to stop exits with 0 within five seconds")
    void an_idle_gateway_stops() throws Exception {
        try (GatewayProcess process = serve()) {
            new TestGateway(process.url(), provider).get("/pkce/challenge").expect(200);
            process.terminate();
            assertThat(process.exit(Duration.ofSeconds(5))).isZero();
        }
    }

    @Test
    @DisplayName("R1: callers who wait are told to come again when the gateway stops, and it exits with 0")
    void callers_are_told_that_the_gateway_stops() throws Exception {
        try (GatewayProcess process = serve()) {
            TestGateway gateway = new TestGateway(process.url(), provider);
            List<CompletableFuture<Reply>> callers =
                    Stream.generate(() -> gateway.login().park()).limit(20).toList();
            // A caller waits by the time that the provider is asked for it.
            await().until(() -> provider.recorder().count("/authorize") == 20);

            process.terminate();

            for (CompletableFuture<Reply> caller : callers) {
                Reply reply = caller.join().expectProblem(503, "temporarily_unavailable");
                assertThat(reply.header("Retry-After")).matches("[1-9][0-9]*");
                assertThat(reply.header("Connection")).isEqualTo("close");
            }
            assertThat(process.exit(Duration.ofSeconds(5))).isZero();
        }
    }

    @Test
    @DisplayName(
            "R2: an exchange under way when the gateway is told to stop is finished, once, and readiness goes first")
    void an_exchange_is_finished() throws Exception {
        try (GatewayProcess process = serve()) {
            TestGateway gateway = new TestGateway(process.url(), provider);
            Login login = gateway.login();
            String code = login.approved();
            provider.faults().on(Leg.TOKEN, Fault.slow(Duration.ofSeconds(4)));
            CompletableFuture<Reply> exchange = gateway.postJsonAsync("/pkce/token", login.tokenCall(code));
            await().until(() -> provider.recorder().count("/oauth/token") == 1);

            process.terminate();

            await().atMost(Duration.ofSeconds(2)).until(() -> process.health() != 200);
            assertThat(process.alive()).isTrue();
            assertThat(exchange).isNotDone();
            assertThat(exchange.join().expect(200).body()).contains("access_token");
            assertThat(process.exit(Duration.ofSeconds(10))).isZero();
            assertThat(provider.recorder().count("/oauth/token")).isEqualTo(1);
        }
    }

    @ParameterizedTest(name = "A taken {0} ends the start with one line that says how to choose another port")
    @ValueSource(strings = {"http", "management"})
    void a_taken_port_is_told(String section) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            String variable = "PKCE_" + section.toUpperCase(Locale.ROOT) + "_PORT";
            try (GatewayProcess process = run(GatewayProcess.ownJdk(), yaml(), Map.of(variable, port))) {
                assertThat(process.exit(Duration.ofSeconds(30))).isEqualTo(1);
                assertThat(process.err().lines()).hasSize(1);
                assertThat(process.err()).contains(":" + port, section + ".port", variable);
            }
        }
    }

    @Test
    @DisplayName("R14: a configuration with mistakes ends the start with 2 and every one of them")
    void all_mistakes_are_told() throws Exception {
        String yaml = """
                http: {prot: 1, host: 0.0.0.0, allowed-origins: ["*"]}
                flows: {ttl: 10, max: 0}
                providers: [{issuer: "http://provider.example/", client-secret: a, trust-all: true}]
                """;
        try (GatewayProcess process = run(GatewayProcess.ownJdk(), yaml)) {
            assertThat(process.exit(Duration.ofSeconds(30))).isEqualTo(2);
            assertThat(process.err().lines().filter(line -> line.matches(".*\\.yaml:[123]: .*")))
                    .hasSize(9);
            assertThat(process.err().lines().filter(line -> line.matches("    (write|remove) .*")))
                    .as("the line to write, as check tells it")
                    .hasSize(9);
            assertThat(process.err())
                    .contains(
                            "http.prot",
                            "http.host",
                            "http.allowed-origins",
                            "flows.ttl",
                            "flows.max",
                            "flows.binding",
                            "providers[0].issuer",
                            "providers[0].client-id",
                            "providers[0].trust-all");
        }
    }

    @ParameterizedTest(name = "The jar serves on {0}")
    @MethodSource("jdks")
    void the_jar_serves_on_every_jdk(Path home) throws Exception {
        try (GatewayProcess process = run(home, yaml())) {
            new TestGateway(process.url(), provider).login().whole();
            process.terminate();
            assertThat(process.exit(Duration.ofSeconds(10))).isZero();
            assertThat(process.err()).isEmpty();
        }
    }

    /** The JDK of this test, and what other ones from 17 on the machine has. */
    static Set<Path> jdks() throws IOException {
        Set<Path> homes = new TreeSet<>();
        homes.add(GatewayProcess.ownJdk().toRealPath());
        if (Files.isDirectory(JDKS)) {
            try (Stream<Path> installed = Files.list(JDKS)) {
                for (Path home : installed.filter(ProcessIT::runsUs).toList()) {
                    homes.add(home.toRealPath());
                }
            }
        }
        return homes;
    }

    private static boolean runsUs(Path home) {
        if (!Files.isExecutable(home.resolve("bin/java"))) {
            return false;
        }
        try {
            String version = Files.readAllLines(home.resolve("release")).stream()
                    .filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.replaceAll("[^0-9.]", ""))
                    .findFirst()
                    .orElse("0");
            return Runtime.Version.parse(version).feature() >= 17;
        } catch (IOException | IllegalArgumentException unknown) {
            return false;
        }
    }

    private GatewayProcess serve() throws IOException {
        return run(GatewayProcess.ownJdk(), yaml());
    }

    private String yaml() {
        return "http: {port: 0}%nproviders: [{issuer: \"%s\"}]%n".formatted(provider.issuer());
    }

    private GatewayProcess run(Path home, String yaml) throws IOException {
        return run(home, yaml, Map.of());
    }

    private GatewayProcess run(Path home, String yaml, Map<String, String> environment) throws IOException {
        Path file = Files.writeString(Files.createTempFile(directory, "gateway", ".yaml"), yaml);
        return GatewayProcess.run(home, file, environment);
    }
}

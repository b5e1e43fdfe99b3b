package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.demo.DevelopmentProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A machine that has run out of something. */
@ExtendWith(GatewayExtension.class)
@EnabledOnOs(OS.LINUX)
class ResourcesIT {
    private static final int DESCRIPTORS = 256;
    private static final Duration LONG = Duration.ofSeconds(60);

    private final DevelopmentProvider provider;

    @TempDir
    private Path directory;

    ResourcesIT(DevelopmentProvider provider) {
        this.provider = provider;
    }

    @Test
    @DisplayName("R16: a gateway that ran out of descriptors serves again as soon as it has some")
    void descriptors() throws Exception {
        try (GatewayProcess process = run("ulimit -n " + DESCRIPTORS + "; exec \"$@\"", 0)) {
            TestGateway gateway = new TestGateway(process.url(), provider);
            gateway.login().whole();
            int port = Integer.parseInt(process.url().replaceFirst(".*:", ""));
            List<Socket> idle = new ArrayList<>();
            try {
                for (int i = 0; i < 2 * DESCRIPTORS; i++) {
                    idle.add(new Socket(InetAddress.getLoopbackAddress(), port));
                }
                await().atMost(LONG).until(() -> process.out().contains("Too many open files"));
            } finally {
                for (Socket socket : idle) {
                    socket.close();
                }
            }

            TestGateway again = new TestGateway(process.url(), provider);
            await().atMost(LONG)
                    .ignoreExceptions()
                    .until(() -> again.get("/pkce/challenge").status() == 200);
            again.login().whole();
            assertThat(process.alive()).isTrue();
        }
    }

    @Test
    @DisplayName("R16: a gateway whose log has no room left signs people in without one")
    void full_disk() throws Exception {
        int port = FreePort.next();
        try (GatewayProcess process = run("exec \"$@\" >/dev/full 2>&1", port)) {
            await().atMost(LONG).until(() -> process.health() == 200);
            TestGateway gateway = new TestGateway("http://localhost:" + port, provider);

            gateway.login().whole();
            gateway.login().token("unknown").expectProblem(400, "invalid_grant");

            process.terminate();
            assertThat(process.exit(Duration.ofSeconds(10))).isZero();
        }
    }

    private GatewayProcess run(String script, int port) throws IOException {
        String yaml = "http: {port: %d}%nproviders: [{issuer: \"%s\"}]%n".formatted(port, provider.issuer());
        Path file = Files.writeString(Files.createTempFile(directory, "gateway", ".yaml"), yaml);
        return GatewayProcess.inShell(script, file, Map.of());
    }
}

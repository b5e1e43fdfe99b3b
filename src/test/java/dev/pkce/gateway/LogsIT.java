package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.demo.DevelopmentProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(GatewayExtension.class)
class LogsIT {
    private final DevelopmentProvider provider;

    @TempDir
    private Path directory;

    LogsIT(DevelopmentProvider provider) {
        this.provider = provider;
    }

    @Test
    void each_event_is_a_line_and_the_stop_writes_those_that_are_left() throws Exception {
        String yaml = """
                http: {port: 0}
                logging: {requests: all}
                tracing: {ratio: 0, endpoint: "http://127.0.0.1:%d/v1/traces"}
                providers: [{issuer: "%s"}]
                """.formatted(FreePort.next(), provider.issuer());
        Path config = Files.writeString(directory.resolve("gateway.yaml"), yaml);
        try (GatewayProcess process = GatewayProcess.run(GatewayProcess.ownJdk(), config, Map.of())) {
            TestGateway gateway = new TestGateway(process.url(), provider);
            for (int i = 0; i < 300; i++) {
                gateway.get("/pkce/challenge").expect(200);
            }
            process.terminate();
            assertThat(process.exit(Duration.ofSeconds(20))).isZero();

            assertThat(process.err()).isEmpty();
            assertThat(process.out().lines())
                    .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT\\S+ [A-Z]+ +\\S+ - .+"));
            assertThat(process.out().lines().filter(line -> line.contains(" requests - ")))
                    .hasSize(300)
                    .allMatch(
                            line -> line.matches(
                                    ".* - method=GET route=/pkce/challenge status=200 ms=\\d+ flow=\\S{12} trace_id=[0-9a-f]{32}"));
        }
    }
}

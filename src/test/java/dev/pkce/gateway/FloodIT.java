package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.load.ChallengeFlood;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith({GatewayExtension.class, VertxExtension.class})
class FloodIT {
    private static final Duration LONG = Duration.ofSeconds(15);
    private static final int CONNECTIONS = 64;

    // load-tests/challenge-flood.sh does the same for longer.
    @Test
    @DisplayName("S1, S2: a flood of challenges meets 503 at the cap, takes no more memory, and ends no sign-in")
    void flood(DevelopmentProvider provider, @TempDir Path directory, Vertx vertx) throws Exception {
        String yaml = "http: {port: 0}%nflows: {max: 5000}%nproviders: [{issuer: \"%s\"}]%n";
        Path file = Files.writeString(directory.resolve("gateway.yaml"), yaml.formatted(provider.issuer()));
        Map<String, String> small = Map.of("JAVA_TOOL_OPTIONS", "-Xmx256m -XX:+ExitOnOutOfMemoryError");
        try (GatewayProcess process = GatewayProcess.run(GatewayProcess.ownJdk(), file, small)) {
            TestGateway gateway = new TestGateway(process.url(), provider);
            List<Login> logins =
                    Stream.generate(() -> gateway.login().seeded()).limit(50).toList();
            List<CompletableFuture<Reply>> callers =
                    logins.stream().map(Login::park).toList();

            Map<String, Integer> answers = ChallengeFlood.run(vertx, process.url(), LONG, CONNECTIONS);

            assertThat(answers).containsOnlyKeys("200", ChallengeFlood.REFUSED);
            assertThat(callers).noneMatch(CompletableFuture::isDone);
            for (int i = 0; i < logins.size(); i++) {
                String code = logins.get(i).signIn();
                assertThat(callers.get(i).join().expect(200).json("result").getString("code"))
                        .isEqualTo(code);
                logins.get(i).token(code).expect(200);
            }
            assertThat(process.alive()).isTrue();
            assertThat(process.health()).isEqualTo(200);
        }
    }
}

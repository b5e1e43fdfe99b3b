package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How the packaged program stops while it has much to do. */
@ExtendWith(GatewayExtension.class)
class StopIT {
    private static final int PARKED = 1_000;
    private static final int EXCHANGES = 50;

    private final DevelopmentProvider provider;

    @TempDir
    private Path directory;

    StopIT(DevelopmentProvider provider) {
        this.provider = provider;
    }

    @Test
    @DisplayName(
            "R1, R2: told to stop, it finishes 50 exchanges, once each, tells 1,000 callers who wait, and exits with 0")
    void everybody_is_answered() throws Exception {
        try (GatewayProcess process = serve("{delay: 3s, deadline: 25s}")) {
            TestGateway gateway = new TestGateway(process.url(), provider);
            List<Login> logins =
                    Stream.generate(gateway::login).limit(EXCHANGES).toList();
            List<String> codes = logins.stream().map(Login::approved).toList();
            List<CompletableFuture<Reply>> parked = park(gateway);
            provider.faults().on(Leg.TOKEN, Fault.slow(Duration.ofSeconds(6)));
            List<CompletableFuture<Reply>> exchanges = Stream.iterate(0, i -> i < EXCHANGES, i -> i + 1)
                    .map(i -> gateway.postJsonAsync("/pkce/token", logins.get(i).tokenCall(codes.get(i))))
                    .toList();
            await().until(() -> provider.recorder().count("/oauth/token") == EXCHANGES);

            process.terminate();

            await().atMost(Duration.ofSeconds(3)).until(() -> process.health() == 503);
            gateway.get("/pkce/challenge").expect(200);
            for (CompletableFuture<Reply> exchange : exchanges) {
                assertThat(exchange.join().expect(200).body()).contains("access_token");
            }
            for (CompletableFuture<Reply> caller : parked) {
                Reply reply = caller.join().expectProblem(503, "temporarily_unavailable");
                assertThat(reply.header("Retry-After")).matches("[1-9][0-9]*");
                assertThat(reply.header("Connection")).isEqualTo("close");
            }
            assertThat(process.exit(Duration.ofSeconds(25))).isZero();
            assertThat(provider.recorder().count("/oauth/token")).isEqualTo(EXCHANGES);
            assertThat(stages(process))
                    .containsExactly(
                            "others know that it is not ready",
                            "nothing new is taken",
                            "exchanges are finished",
                            "who waited has been told",
                            "all answers have left");
        }
    }

    private List<CompletableFuture<Reply>> park(TestGateway gateway) {
        int before = provider.recorder().count("/authorize");
        List<CompletableFuture<Reply>> parked =
                Stream.generate(() -> gateway.login().park()).limit(PARKED).toList();
        // A caller waits by the time that the provider is asked for it.
        await().atMost(Duration.ofSeconds(30)).until(() -> provider.recorder().count("/authorize") == before + PARKED);
        return parked;
    }

    private static List<String> stages(GatewayProcess process) {
        return Pattern.compile("Stopping: ([^:]*) \\(\\d+ ms\\)")
                .matcher(process.out())
                .results()
                .map(stage -> stage.group(1))
                .toList();
    }

    @Test
    void a_second_signal_ends_it_at_once() throws Exception {
        try (GatewayProcess process = serve("{delay: 2m, deadline: 3m}")) {
            process.url();
            process.terminate();
            await().until(() -> process.health() == 503);
            process.terminate();
            assertThat(process.exit(Duration.ofSeconds(5))).isEqualTo(128 + 15);
        }
    }

    @Test
    void what_is_not_over_at_the_deadline_is_cut_off() throws Exception {
        try (GatewayProcess process = serve("{deadline: 4s}")) {
            TestGateway gateway = new TestGateway(process.url(), provider);
            Login login = gateway.login();
            String code = login.approved();
            CompletableFuture<Reply> parked = gateway.login().park();
            await().until(() -> provider.recorder().count("/authorize") == 2);
            provider.faults().on(Leg.TOKEN, Fault.hang());
            CompletableFuture<Reply> exchange = gateway.postJsonAsync("/pkce/token", login.tokenCall(code));
            await().until(() -> provider.recorder().count("/oauth/token") == 1);

            process.terminate();

            parked.join().expectProblem(503, "temporarily_unavailable");
            assertThat(process.exit(Duration.ofSeconds(10))).isEqualTo(1);
            assertThat(exchange).completesExceptionallyWithin(Duration.ofSeconds(5));
        }
    }

    private GatewayProcess serve(String stop) throws IOException {
        String yaml = "http: {port: 0}%nstop: %s%nproviders: [{issuer: \"%s\"}]%n".formatted(stop, provider.issuer());
        Path file = Files.writeString(Files.createTempFile(directory, "gateway", ".yaml"), yaml);
        return GatewayProcess.run(GatewayProcess.ownJdk(), file, Map.of());
    }
}

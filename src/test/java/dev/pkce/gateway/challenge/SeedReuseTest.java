package dev.pkce.gateway.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** No two gateways begin with the same random numbers, however close their starts are. */
@ExtendWith(GatewayExtension.class)
class SeedReuseTest {
    private static final int EACH = 1_000;
    private static final int RESTARTS = 20;

    @Test
    @DisplayName("A7: processes that start at once, or again and again, never make the same value twice")
    void processes() throws Exception {
        List<String> values = new ArrayList<>();
        List<Process> atOnce = List.of(start(), start());
        for (Process process : atOnce) {
            values.addAll(values(process));
        }
        for (int i = 0; i < RESTARTS; i++) {
            values.addAll(values(start()));
        }

        assertThat(values).hasSize((2 + RESTARTS) * EACH * 3).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("A7: nor do two gateways in one process")
    void gateways_of_one_process(TestGateways gateways) {
        List<TestGateway> two = List.of(gateways.start(), gateways.start());

        List<CompletableFuture<JsonObject>> challenges = IntStream.range(0, 2 * EACH)
                .mapToObj(i -> two.get(i % 2)
                        .getAsync("/pkce/challenge")
                        .thenApply(reply -> reply.expect(200).json("challenge")))
                .toList();

        assertThat(challenges.stream()
                        .map(CompletableFuture::join)
                        .flatMap(made -> Stream.of(made.getString("state"), made.getString("verifier"))))
                .hasSize(4 * EACH)
                .doesNotHaveDuplicates();
    }

    private static Process start() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("java.class.path");
        return new ProcessBuilder(
                        java, "-Xshare:auto", "-cp", classes, ChallengeProcess.class.getName(), String.valueOf(EACH))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static List<String> values(Process process) throws Exception {
        List<String> values = process.inputReader()
                .lines()
                .flatMap(line -> Stream.of(line.split(" ", -1)))
                .toList();
        assertThat(process.waitFor()).isZero();
        return values;
    }
}

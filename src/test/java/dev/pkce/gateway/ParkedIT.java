package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.flow.Kept;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(GatewayExtension.class)
class ParkedIT {
    private static final int MANY = 10_000;
    private static final int AT_ONCE = 100;
    private static final Duration LONG = Duration.ofSeconds(45);

    @TempDir
    private Path directory;

    private TestGateway gateway;
    private int finished;

    @BeforeEach
    void start(TestGateways gateways) {
        gateway = gateways.start(
                config -> config.getJsonArray("providers").getJsonObject(0).put("preflight", false));
        // Whatever the first login starts is no cost of those that wait.
        gateway.login().whole();
        finished = rows();
    }

    @Test
    @DisplayName("F13: 10,000 callers wait for 45 s at once, without a thread more, and get their codes in any order")
    void callers_wait_long_and_cost_no_thread() throws Exception {
        Set<Thread> before = threads();
        File log = directory.resolve("callers").toFile();
        Process callers = callers(log);
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> parked() == MANY);
            await().during(LONG).atMost(LONG.plusSeconds(10)).until(() -> callers.isAlive() && parked() == MANY);
            assertThat(added(before)).isEmpty();
            gateway.get("/pkce/challenge").expect(200);

            respond();

            assertThat(callers.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(callers.exitValue()).as(Files.readString(log.toPath())).isZero();
        } finally {
            callers.destroyForcibly().onExit().join();
        }
    }

    private Process callers(File log) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("java.class.path");
        List<String> command =
                List.of(java, "-cp", classes, ParkingProcess.class.getName(), gateway.url(), Integer.toString(MANY));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
    }

    /** The callbacks of all, in random order, some at once. */
    private void respond() {
        List<Integer> order = new ArrayList<>(IntStream.range(0, MANY).boxed().toList());
        Collections.shuffle(order, new Random(6749));
        for (int from = 0; from < MANY; from += AT_ONCE) {
            List<CompletableFuture<Reply>> callbacks = order.subList(from, from + AT_ONCE).stream()
                    .map(this::callback)
                    .toList();
            callbacks.forEach(callback -> callback.join().expect(200));
        }
    }

    private CompletableFuture<Reply> callback(int i) {
        return gateway.postFormAsync(
                "/pkce/response/code", Map.of("code", ParkingProcess.code(i), "state", ParkingProcess.state(i)));
    }

    private int parked() {
        return rows() - finished;
    }

    private int rows() {
        return Kept.flows(gateway.vertx()).size();
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet();
    }

    /**
     * The threads that have come since; those of this test that poll, of the JVM for its processes, and of Vert.x's worker
     * pool and the JVM's common one, which grow to their fixed size whatever they are used for, aside.
     */
    private static Set<Thread> added(Set<Thread> before) {
        Set<Thread> added = new HashSet<>(threads());
        added.removeAll(before);
        added.removeIf(
                thread -> Stream.of("awaitility", "process reaper", "vert.x-worker-thread", "ForkJoinPool.commonPool")
                        .anyMatch(thread.getName()::startsWith));
        return added;
    }
}

package dev.pkce.gateway;

import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.demo.Browser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The packaged gateway in a process of its own, which ends with its test. */
final class GatewayProcess implements AutoCloseable {
    private static final Path JAR = Path.of("target", "pkce-gateway.jar");

    private final Process process;
    private final Path out;
    private final Path err;
    private final int managementPort;

    private GatewayProcess(Process process, Path out, Path err, int managementPort) {
        this.process = process;
        this.out = out;
        this.err = err;
        this.managementPort = managementPort;
    }

    /** Serves on the JDK at {@code home}, as {@code config} and {@code environment} say. */
    static GatewayProcess run(Path home, Path config, Map<String, String> environment) throws IOException {
        return start(command(home, config), config, environment);
    }

    /** Serves on the JDK of this test, started by {@code script}, in which {@code "$@"} is the command. */
    static GatewayProcess inShell(String script, Path config, Map<String, String> environment) throws IOException {
        List<String> shell = List.of("sh", "-c", script, "sh");
        List<String> command = Stream.concat(shell.stream(), command(ownJdk(), config).stream())
                .toList();
        return start(command, config, environment);
    }

    private static List<String> command(Path home, Path config) {
        String java = home.resolve("bin/java").toString();
        return List.of(java, "-jar", JAR.toString(), "serve", "-c", config.toString());
    }

    private static GatewayProcess start(List<String> command, Path config, Map<String, String> environment)
            throws IOException {
        int managementPort = FreePort.next();
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("PKCE_MANAGEMENT_PORT", Integer.toString(managementPort));
        builder.environment().putAll(environment);
        Path out = Path.of(config + ".out");
        Path err = Path.of(config + ".err");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        return new GatewayProcess(process, out, err, managementPort);
    }

    /** The JDK of this test. */
    static Path ownJdk() {
        return Path.of(System.getProperty("java.home"));
    }

    /** The URL that it listens on, once it is ready. */
    String url() {
        String marker = "Listening on ";
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !process.isAlive() || (out().contains(marker) && health() == 200));
        return out().lines()
                .filter(line -> line.contains(marker))
                // Where the log is JSON, more follows.
                .map(line ->
                        line.substring(line.indexOf(marker) + marker.length()).replaceFirst("\".*", ""))
                .findFirst()
                .orElseThrow(() -> new AssertionError(out() + err()));
    }

    /** The status of its readiness; 0 if nobody answers. */
    int health() {
        try {
            return new Browser()
                    .get("http://127.0.0.1:" + managementPort + "/health/ready")
                    .statusCode();
        } catch (UncheckedIOException refused) {
            return 0;
        }
    }

    long pid() {
        return process.pid();
    }

    int managementPort() {
        return managementPort;
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGHUP. */
    void hangUp() throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", "-HUP", Long.toString(pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("kill exited with " + exit);
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Its exit code, which it must come to within {@code longest}. */
    int exit(Duration longest) throws InterruptedException {
        if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("Still running after " + longest + ": " + out() + err());
        }
        return process.exitValue();
    }

    String out() {
        return text(out);
    }

    String err() {
        return text(err);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}

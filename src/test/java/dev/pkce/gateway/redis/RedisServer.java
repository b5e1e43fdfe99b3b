package dev.pkce.gateway.redis;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pkce.gateway.FreePort;
import dev.pkce.gateway.api.Secret;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Redis on a free port of this machine, which keeps nothing on disk and ends with this JVM, even one that is killed. A
 * test that starts one where it is not installed is skipped, but fails on a build server ({@code CI=true}).
 */
public final class RedisServer implements AutoCloseable {
    // The shell reads until this JVM is gone.
    private static final String SHELL = "redis-server \"$@\" </dev/null & echo $!; cat >/dev/null; kill -9 $!";

    private final List<String> arguments;
    private final int port;
    private @Nullable Process shell;
    private @Nullable ProcessHandle server;

    private RedisServer(int port, List<String> arguments) {
        this.port = port;
        this.arguments = arguments;
    }

    /** Starts one; {@code arguments} go after those that make it quiet and small. */
    public static RedisServer start(String... arguments) throws IOException {
        int port = FreePort.next();
        return start(port, "--port", String.valueOf(port), arguments);
    }

    /** Starts one that speaks nothing but TLS. */
    static RedisServer startTls(Path certificate, Path key) throws IOException {
        int port = FreePort.next();
        String[] tls = {
            "--port",
            "0",
            "--tls-cert-file",
            certificate.toString(),
            "--tls-key-file",
            key.toString(),
            "--tls-ca-cert-file",
            certificate.toString(),
            "--tls-auth-clients",
            "no"
        };
        return start(port, "--tls-port", String.valueOf(port), tls);
    }

    /** Starts one that looks after {@code master}, whose replicas it finds itself. */
    public static RedisServer startSentinel(RedisServer master) throws IOException {
        int port = FreePort.next();
        Path file = Files.createTempFile("sentinel", ".conf");
        Files.writeString(file, """
                port %d
                bind 127.0.0.1
                dir %s
                sentinel monitor mymaster 127.0.0.1 %d 1
                sentinel down-after-milliseconds mymaster 2000
                sentinel failover-timeout mymaster 2000
                """.formatted(port, directory(), master.port));
        RedisServer sentinel = new RedisServer(port, List.of(file.toString(), "--sentinel"));
        sentinel.restart();
        return sentinel;
    }

    private static RedisServer start(int port, String portKey, String portValue, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                portKey, portValue, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", directory()));
        Collections.addAll(arguments, more);
        RedisServer redis = new RedisServer(port, arguments);
        redis.restart();
        return redis;
    }

    private static String directory() throws IOException {
        Path directory = Files.createTempDirectory("redis");
        directory.toFile().deleteOnExit();
        return directory.toString();
    }

    /** Starts it again on the same port, with nothing in it. */
    public void restart() throws IOException {
        if (!installed()) {
            // Not asked where it is there: the load tests run without JUnit.
            assumeTrue("true".equals(System.getenv("CI")), "Needs redis-server on the PATH");
        }
        List<String> command = new ArrayList<>(List.of("sh", "-c", SHELL, "sh"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        shell = process;
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        server = ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
        awaitReady(output);
        Thread drain = new Thread(() -> output.lines().forEach(line -> {}), "redis output");
        drain.setDaemon(true);
        drain.start();
    }

    private static void awaitReady(BufferedReader output) throws IOException {
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.contains("Ready to accept connections") || line.contains("Sentinel ID is")) {
                return;
            }
            said.append(line).append('\n');
        }
        throw new IOException("Redis did not start:\n" + said);
    }

    private static boolean installed() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "redis-server")));
    }

    /** Kills it on the spot (SIGKILL). */
    public void kill() throws Exception {
        if (server != null) {
            server.destroyForcibly();
            server.onExit().get(20, TimeUnit.SECONDS);
        }
        if (shell != null) {
            shell.destroy();
        }
    }

    /** Has it stand still (SIGSTOP): connections stay open, and nothing is answered. */
    public void pause() throws Exception {
        signal("STOP");
    }

    /** Has it go on. */
    public void resume() throws Exception {
        signal("CONT");
    }

    private void signal(String name) throws Exception {
        long pid = Objects.requireNonNull(server).pid();
        new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor();
    }

    /** Sends a command on a connection of its own, and returns the first line of the reply. */
    public String command(String... words) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
            for (String word : words) {
                int bytes = word.getBytes(StandardCharsets.UTF_8).length;
                request.append('$').append(bytes).append("\r\n").append(word).append("\r\n");
            }
            out.write(request.toString().getBytes(StandardCharsets.UTF_8));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String line = in.readLine();
            return line.startsWith("$") && !line.equals("$-1") ? in.readLine() : line;
        }
    }

    /** Its process, which is another one after a restart. */
    public ProcessHandle handle() {
        return Objects.requireNonNull(server);
    }

    public int port() {
        return port;
    }

    /** Where the members of a cluster talk to it, which is given when it starts. */
    String busPort() {
        return arguments.get(arguments.indexOf("--cluster-port") + 1);
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** How it is reached, with as much time for each command as a busy machine may take. */
    public RedisConfig config() {
        return config(Duration.ofSeconds(5));
    }

    /** How it is reached, with so much time for each command. */
    public RedisConfig config(Duration timeout) {
        return config(timeout, null, null);
    }

    RedisConfig config(Duration timeout, @Nullable String user, @Nullable String password) {
        RedisServers servers = new RedisServers(RedisServers.Type.STANDALONE, List.of(url()), "mymaster", null);
        return new RedisConfig(servers, user, password == null ? null : new Secret(password), timeout, 2, "test");
    }

    @Override
    public void close() {
        if (server != null) {
            server.destroyForcibly();
        }
        if (shell != null) {
            shell.destroyForcibly();
        }
    }
}

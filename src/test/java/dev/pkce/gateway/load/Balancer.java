package dev.pkce.gateway.load;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * HAProxy on a free port of this machine: hands each connection to the next gateway that says it is ready, and knows nothing of
 * HTTP. It ends with this JVM. A test that starts one where it is not installed is skipped, but fails on a build server
 * ({@code CI=true}).
 */
public final class Balancer implements AutoCloseable {
    // The shell reads until this JVM is gone.
    private static final String SHELL = "haproxy -db -f \"$1\" </dev/null & cat >/dev/null; kill $!";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** A gateway: where it listens, and where it tells whether it is ready. */
    public record Target(int port, int managementPort) {}

    private final Process shell;
    private final Path config;
    private final int port;

    private Balancer(Process shell, Path config, int port) {
        this.shell = shell;
        this.config = config;
        this.port = port;
    }

    /** Starts one on {@code port}, in front of gateways that may not be there yet. */
    public static Balancer start(int port, List<Target> targets) throws IOException, InterruptedException {
        if (!installed()) {
            // Not asked where it is there: the load tests run without JUnit.
            assumeTrue("true".equals(System.getenv("CI")), "Needs haproxy on the PATH");
        }
        Path config = Files.createTempFile("haproxy", ".cfg");
        Files.writeString(config, configuration(port, targets));
        Process shell = new ProcessBuilder("sh", "-c", SHELL, "sh", config.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Balancer balancer = new Balancer(shell, config, port);
        balancer.awaitListening();
        return balancer;
    }

    private static String configuration(int port, List<Target> targets) {
        StringBuilder config = new StringBuilder("""
                global
                  maxconn 2000
                defaults
                  mode tcp
                  timeout connect 2s
                  timeout check 5s
                  timeout client 5m
                  timeout server 5m
                  retries 3
                  option redispatch 1
                listen gateways
                  bind 127.0.0.1:%d
                  balance roundrobin
                  option httpchk GET /health/ready
                  default-server inter 100ms fall 1 rise 1 slowstart 15s
                """.formatted(port));
        for (Target target : targets) {
            config.append("  server gateway-%d 127.0.0.1:%d check port %d%n"
                    .formatted(target.port(), target.port(), target.managementPort()));
        }
        return config.toString();
    }

    private void awaitListening() throws IOException, InterruptedException {
        long began = System.nanoTime();
        while (!listens()) {
            if (!shell.isAlive() || System.nanoTime() - began > PATIENCE_NANOS) {
                close();
                throw new IOException("HAProxy did not start");
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static boolean installed() {
        return Stream.concat(
                        Stream.of("/usr/sbin"), Stream.of(System.getenv("PATH").split(File.pathSeparator, -1)))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "haproxy")));
    }

    /** What clients and browsers reach the gateways by. */
    public String url() {
        return "http://localhost:" + port;
    }

    /** What it consists of. */
    List<ProcessHandle> processes() {
        return shell.descendants().toList();
    }

    @Override
    public void close() throws IOException {
        shell.getOutputStream().close();
        shell.onExit().join();
        Files.deleteIfExists(config);
    }
}

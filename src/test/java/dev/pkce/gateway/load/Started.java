package dev.pkce.gateway.load;

import dev.pkce.gateway.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server in a process of its own that has answered once. */
final class Started implements AutoCloseable {
    private static final long IDLE_MILLIS = 2000;
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Process process;
    private final int port;
    private final long began = System.nanoTime();
    private final long millis;

    private Started(ProcessBuilder builder, int port, String path) throws IOException, InterruptedException {
        this.process = builder.start();
        this.port = port;
        while (!answers(path)) {
            if (!process.isAlive() || System.nanoTime() - began > LONGEST_NANOS) {
                process.destroyForcibly();
                throw new IOException("did not start: " + String.join(" ", builder.command()));
            }
            // Asking without a pause would take a processor from it.
            TimeUnit.MILLISECONDS.sleep(1);
        }
        this.millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }

    /** Starts {@code command}, in which {@code PORT} stands for a free port, and asks it for {@code path}. */
    static Started run(List<String> command, Path java, String path) throws IOException, InterruptedException {
        int port = FreePort.next();
        ProcessBuilder builder = new ProcessBuilder(command.stream()
                .map(word -> word.replace("PORT", Integer.toString(port)))
                .toList());
        builder.environment().put("JAVA_HOME", java.toString());
        builder.environment().put("PKCE_HTTP_PORT", Integer.toString(port));
        builder.environment().put("PKCE_MANAGEMENT_PORT", "0");
        builder.environment().put("PKCE_PROVIDERS_0_ISSUER", "http://127.0.0.1:9/");
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.INHERIT);
        return new Started(builder, port, path);
    }

    /** Whether it answers with 200. */
    boolean answers(String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String request = "GET %s HTTP/1.1\r\nHost: localhost:%d\r\nConnection: close\r\n\r\n".formatted(path, port);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String status = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            return status != null && status.startsWith("HTTP/1.1 200");
        } catch (ConnectException notYet) {
            return false;
        }
    }

    long millis() {
        return millis;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** Its memory in kB, once it has had nothing to do for a while. */
    long resident() throws IOException, InterruptedException {
        TimeUnit.MILLISECONDS.sleep(IDLE_MILLIS);
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    /** How long the processors have worked for it and for what it has started. */
    Duration cpu() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .flatMap(each -> each.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Has it do nothing at all until {@link #resume}. */
    void pause() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void resume() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", name, Long.toString(process.pid())).start().waitFor();
    }

    /** How it was started. */
    List<String> command() throws IOException {
        return List.of(
                Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")).split("\0", -1));
    }

    /** Waits for it to end by itself. */
    void join() throws InterruptedException {
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}

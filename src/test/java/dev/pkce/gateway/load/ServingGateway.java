package dev.pkce.gateway.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The jar of this build, serving on a free port in a process of its own. */
final class ServingGateway implements AutoCloseable {
    private static final String MARKER = "Listening on ";

    // As the start script has it.
    private static final List<String> JVM = List.of("-XX:+UseParallelGC");

    // Of what it warns of the message is as good as a kind: nothing in it is of one login.
    private static final Pattern WARNING = Pattern.compile(" (?:WARN|ERROR) +\\S+ - (.*)");

    private final Map<String, Integer> warnings = new ConcurrentSkipListMap<>();
    private final AtomicInteger leaks = new AtomicInteger();
    private final Map<String, CompletableFuture<String>> expected = new ConcurrentHashMap<>();
    private final Process process;
    private final String url;

    private ServingGateway(Process process) throws IOException {
        this.process = process;
        this.url = url(process.inputReader());
    }

    /** Serves as the variables in {@code environment} say. */
    static ServingGateway start(Map<String, String> environment) throws IOException {
        return start(environment, List.of());
    }

    /** The same with options for its JVM. */
    static ServingGateway start(Map<String, String> environment, List<String> jvm) throws IOException {
        return start(environment, jvm, List.of());
    }

    /** Serves as the file {@code config} says. */
    static ServingGateway start(Path config) throws IOException {
        return start(Map.of(), JVM, List.of("-c", config.toString()));
    }

    /** Serves as the variables in {@code environment} say, by the start script that operators have. */
    static ServingGateway installed(Map<String, String> environment) throws IOException {
        return run(List.of("conf/bin/pkce-gateway", "serve"), environment);
    }

    private static ServingGateway start(Map<String, String> environment, List<String> jvm, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(jvm);
        command.add(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-jar", "target/pkce-gateway.jar", "serve"));
        command.addAll(arguments);
        return run(command, environment);
    }

    private static ServingGateway run(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("PKCE_HTTP_PORT", "0");
        builder.environment().put("PKCE_MANAGEMENT_PORT", "0");
        builder.environment().putAll(environment);
        return new ServingGateway(builder.redirectErrorStream(true).start());
    }

    private String url(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.contains(MARKER)) {
            line = lines.readLine();
        }
        if (line == null) {
            throw new IOException("the gateway did not start");
        }
        // What it says from here on must not fill the pipe.
        Thread drain = new Thread(() -> drain(lines), "gateway-output");
        drain.setDaemon(true);
        drain.start();
        return line.substring(line.indexOf(MARKER) + MARKER.length());
    }

    private void drain(BufferedReader lines) {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                read(line);
            }
        } catch (IOException ended) {
            // With its process, whose output Java then closes.
        }
    }

    private void read(String said) {
        Matcher warning = WARNING.matcher(said);
        if (warning.find()) {
            warnings.merge(warning.group(1), 1, Integer::sum);
        }
        // As Netty's ResourceLeakDetector begins what it reports.
        if (said.contains("LEAK:")) {
            leaks.incrementAndGet();
        }
        expected.forEach((part, told) -> tell(part, told, said));
    }

    private void tell(String part, CompletableFuture<String> told, String said) {
        if (said.contains(part)) {
            expected.remove(part, told);
            told.complete(said);
        }
    }

    /** The next line that it says and that {@code part} is in. */
    CompletableFuture<String> says(String part) {
        return expected.computeIfAbsent(part, none -> new CompletableFuture<>());
    }

    /** SIGHUP. */
    void hangUp() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-HUP", Long.toString(pid())).start().waitFor();
    }

    /** How many buffers it has lost so far, where Netty looks for that. */
    int leaks() {
        return leaks.get();
    }

    /** What it has warned of, and how often. */
    Map<String, Integer> warnings() {
        return warnings;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    long pid() {
        return process.pid();
    }

    String url() {
        return url;
    }

    /** Stops it in order; what it exits with. */
    int stop() {
        process.destroy();
        return process.onExit().join().exitValue();
    }

    @Override
    public void close() {
        stop();
    }
}

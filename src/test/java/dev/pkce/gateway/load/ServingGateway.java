package dev.pkce.gateway.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.Map;

/** The jar of this build, serving on a free port in a process of its own. */
final class ServingGateway implements AutoCloseable {
    private static final String MARKER = "Listening on ";

    private final Process process;
    private final String url;

    private ServingGateway(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Serves as the variables in {@code environment} say. */
    static ServingGateway start(Map<String, String> environment) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        ProcessBuilder builder = new ProcessBuilder(java.toString(), "-jar", "target/pkce-gateway.jar", "serve");
        builder.environment().put("PKCE_HTTP_PORT", "0");
        builder.environment().put("PKCE_MANAGEMENT_PORT", "0");
        builder.environment().putAll(environment);
        Process process = builder.redirectError(Redirect.DISCARD).start();
        return new ServingGateway(process, url(process));
    }

    private static String url(Process process) throws IOException {
        BufferedReader lines = process.inputReader();
        String line = lines.readLine();
        while (line != null && !line.contains(MARKER)) {
            line = lines.readLine();
        }
        if (line == null) {
            throw new IOException("the gateway did not start");
        }
        // What it says from here on must not fill the pipe.
        Thread drain = new Thread(() -> lines.lines().forEach(said -> {}), "gateway-output");
        drain.setDaemon(true);
        drain.start();
        return line.substring(line.indexOf(MARKER) + MARKER.length());
    }

    String url() {
        return url;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}

package dev.pkce.gateway;

import dev.pkce.gateway.ops.ManagementConfig;
import dev.pkce.gateway.settings.SettingsLoader;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "health",
        description = "Asks the gateway that runs on this machine how it is; exits with 0 if all is well.",
        mixinStandardHelpOptions = true)
final class HealthCommand implements Callable<Integer> {
    private static final int WELL = 200;
    private static final int TIMEOUT_MILLIS = 3000;

    /** What the management port can be asked. */
    enum Question {
        live,
        ready,
        started
    }

    @Option(
            names = {"-c", "--config"},
            description = "The configuration file of that gateway. Environment variables override it.")
    private @Nullable Path file;

    @Parameters(
            arity = "0..1",
            defaultValue = "ready",
            description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Question question = Question.ready;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Vertx vertx = Vertx.vertx();
        try {
            ManagementConfig management = SettingsLoader.load(vertx, file)
                    .map(settings -> ManagementConfig.read(settings.section("management")))
                    .await();
            int status = status(management, "/health/" + question);
            return status == WELL ? 0 : fail("The gateway is not " + question + " (" + status + ").");
        } catch (Exception failure) {
            // Not only an IOException: await() throws what the future failed with, checked or not.
            return fail("The gateway does not answer: " + failure.getMessage());
        }
    }

    /** The status of the gateway's answer at {@code path} of its management port. */
    static int status(ManagementConfig management, String path) throws IOException, URISyntaxException {
        InetAddress listening = InetAddress.getByName(management.host());
        String host =
                listening.isAnyLocalAddress() ? InetAddress.getLoopbackAddress().getHostAddress() : management.host();
        URI uri = new URI("http", null, host, management.port(), path, null, null);
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        return connection.getResponseCode();
    }

    private int fail(String line) {
        Objects.requireNonNull(spec).commandLine().getErr().println(line);
        return 1;
    }
}

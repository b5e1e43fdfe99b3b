package dev.pkce.gateway;

import dev.pkce.gateway.settings.AddressRefused;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "serve", description = "Runs the gateway until SIGTERM.", mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private static final int REFUSED = 1;
    private static final int MISCONFIGURED = 2;

    @Option(
            names = {"-c", "--config"},
            description = "The configuration file, such as conf/gateway.yaml. Environment variables override it.")
    private @Nullable Path file;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Vertx vertx = Running.vertx();
        GatewayConfig config;
        try {
            config = GatewayConfig.load(vertx, file).await();
        } catch (Exception failure) {
            // Not only a RuntimeException: await() throws what the future failed with, checked or not.
            return fail(String.valueOf(failure.getMessage()), MISCONFIGURED);
        }
        try {
            if (config.unbound()) {
                log().warn(
                                "Insecure, as configured: whoever reaches the gateway can have others finish a sign-in they started");
            }
            Running running = Running.start(vertx, config);
            log().info("Listening on {}", running.gateway().url());
            running.untilStopped();
            return 0;
        } catch (Exception failure) {
            boolean told = failure instanceof AddressRefused;
            return fail(told ? String.valueOf(failure.getMessage()) : failure.toString(), REFUSED);
        }
    }

    private int fail(String line, int code) {
        if (spec != null) {
            spec.commandLine().getErr().println(line);
        }
        return code;
    }

    // Not a constant: the class is loaded before Main has said where the logging configuration is.
    private static Logger log() {
        return LoggerFactory.getLogger(ServeCommand.class);
    }
}

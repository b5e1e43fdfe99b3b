package dev.pkce.gateway;

import dev.pkce.gateway.logging.Logs;
import dev.pkce.gateway.settings.AddressRefused;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "serve", description = "Runs the gateway until SIGTERM.", mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private static final int REFUSED = 1;

    @Mixin
    private final ConfigurationFile file = new ConfigurationFile();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        // On a Vert.x of its own: the configuration tells what the one that serves is like.
        Vertx reading = Running.vertx();
        Optional<Configuration> read = file.read(reading, err);
        reading.close();
        return read.isPresent() ? serve(read.get(), err) : ConfigurationFile.MISCONFIGURED;
    }

    private int serve(Configuration read, PrintWriter err) {
        Logs.configure(read.config().logging());
        try {
            if (read.config().unbound()) {
                log().warn(
                                "Insecure, as configured: whoever reaches the gateway can have others finish a sign-in they started");
            }
            Vertx vertx = Running.vertx(read.config().tracing());
            Running running = Running.start(vertx, read.config());
            Reloads reloads = new Reloads(vertx, file.path(), running.gateway(), read.given());
            if (!Signals.on("HUP", reloads::ask)) {
                log().info(
                                "SIGHUP is not heard, as the process was started to ignore it; changed files are read all the same");
            }
            reloads.watch();
            log().info("Listening on {}", running.gateway().url());
            running.untilStopped();
            return 0;
        } catch (Exception failure) {
            boolean told = failure instanceof AddressRefused;
            err.println(told ? String.valueOf(failure.getMessage()) : failure.toString());
            return REFUSED;
        }
    }

    // Not a constant: the class is loaded before Main has said where the logging configuration is.
    private static Logger log() {
        return LoggerFactory.getLogger(ServeCommand.class);
    }
}

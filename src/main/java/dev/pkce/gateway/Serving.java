package dev.pkce.gateway;

import dev.pkce.gateway.logging.Logs;
import dev.pkce.gateway.settings.AddressRefused;
import dev.pkce.gateway.trace.TracingConfig;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code serve} does. */
final class Serving {
    private static final int REFUSED = 1;

    private final ConfigurationFile file;

    /** Serves as {@code file} says. */
    Serving(ConfigurationFile file) {
        this.file = file;
    }

    /**
     * Empty unless {@code arguments} are {@code serve} or {@code serve -c FILE}, which is how it is run as a service: those
     * need no parser, which takes a fifth of what a start takes.
     */
    static Optional<Serving> plainly(String... arguments) {
        boolean serve = arguments.length > 0 && arguments[0].equals("serve");
        if (serve && arguments.length == 1) {
            return Optional.of(new Serving(new ConfigurationFile(null)));
        }
        // What begins with a sign, or is in quotes, means something to a parser.
        boolean named =
                serve && arguments.length == 3 && arguments[1].equals("-c") && arguments[2].matches("[\\w./].*[^\"]");
        return named ? Optional.of(new Serving(new ConfigurationFile(Path.of(arguments[2])))) : Optional.empty();
    }

    /** Until a signal ends the process; else the exit code. */
    int run(PrintWriter err) {
        Vertx vertx = Running.vertx();
        Optional<Configuration> read = file.read(vertx, err);
        return read.isPresent() ? serve(vertx, read.get(), err) : ConfigurationFile.MISCONFIGURED;
    }

    private int serve(Vertx reading, Configuration read, PrintWriter err) {
        try {
            begin(reading, read).untilStopped();
            return 0;
        } catch (Exception failure) {
            boolean told = failure instanceof AddressRefused;
            err.println(told ? String.valueOf(failure.getMessage()) : failure.toString());
            return REFUSED;
        }
    }

    /** Serves from then on, as {@code read} with {@code reading} says, and as the file comes to say. */
    Running begin(Vertx reading, Configuration read) {
        Logs.configure(read.config().logging());
        if (read.config().unbound()) {
            log().warn(
                            "Insecure, as configured: whoever reaches the gateway can have others finish a sign-in they started");
        }
        Vertx vertx = traced(reading, read.config().tracing());
        Running running = Running.start(vertx, read.config());
        Reloads reloads = new Reloads(vertx, file.path(), running.gateway(), read.given());
        if (!Signals.on("HUP", reloads::ask)) {
            log().info(
                            "SIGHUP is not heard, as the process was started to ignore it; changed files are read all the same");
        }
        reloads.watch();
        log().info("Listening on {}", running.gateway().url());
        return running;
    }

    /** A Vert.x has its tracer from its beginning, and so before it could read of one. */
    private static Vertx traced(Vertx reading, TracingConfig tracing) {
        if (tracing.endpoint() == null) {
            return reading;
        }
        reading.close();
        return Running.vertx(tracing);
    }

    // Not a constant: the class is loaded before Main has said where the logging configuration is.
    private static Logger log() {
        return LoggerFactory.getLogger(Serving.class);
    }
}

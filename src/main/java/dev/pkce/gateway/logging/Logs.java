package dev.pkce.gateway.logging;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.util.Objects;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The log of the program, as {@link ShippedLog} and {@link LoggingConfig} have it. */
public final class Logs {
    private static final String FILE = "logback.configurationFile";

    /** The logger of requests. */
    static final String REQUESTS = "pkce.requests";

    private static volatile boolean shipped;

    private Logs() {}

    /** To be called before anything is logged. */
    public static void begin() {
        shipped = System.getProperty(FILE) == null;
        defaultProperty("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory");
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    private static void defaultProperty(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }

    /** Whether the log is that of the program, and not one of an operator or of a program around it. */
    static boolean shipped() {
        return shipped;
    }

    /** Goes on as {@code config} says, unless an operator has a Logback configuration of their own. */
    public static void configure(LoggingConfig config) {
        if (!shipped) {
            return;
        }
        Logger root = context().getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.convertAnSLF4JLevel(config.level()));
        context().getLogger(REQUESTS).setLevel(level(config.requests()));
        if (config.format() == LoggingConfig.Format.JSON) {
            AsyncAppender background = (AsyncAppender) Objects.requireNonNull(root.getAppender(ShippedLog.OUT));
            write((OutputStreamAppender<ILoggingEvent>)
                    Objects.requireNonNull(background.getAppender(ShippedLog.CONSOLE)));
        }
    }

    private static void write(OutputStreamAppender<ILoggingEvent> console) {
        JsonLines json = new JsonLines();
        json.start();
        console.setEncoder(json);
    }

    private static Level level(LoggingConfig.Requests requests) {
        return switch (requests) {
            case ALL -> Level.DEBUG;
            case NONE -> Level.OFF;
            case FAILURES -> Level.INFO;
        };
    }

    /** Writes what is left; nothing is logged after it. */
    public static void end() {
        context().stop();
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }
}

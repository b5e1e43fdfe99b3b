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

/** The log of the program, as the shipped configuration and {@link LoggingConfig} have it. */
public final class Logs {
    private static final String FILE = "logback.configurationFile";
    private static final String SHIPPED = "dev/pkce/gateway/logback.xml";

    private Logs() {}

    /** To be called before anything is logged. */
    public static void begin() {
        defaultProperty(FILE, SHIPPED);
        defaultProperty("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory");
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    private static void defaultProperty(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }

    /** Goes on as {@code config} says, unless an operator has a Logback configuration of their own. */
    public static void configure(LoggingConfig config) {
        if (!SHIPPED.equals(System.getProperty(FILE))) {
            return;
        }
        Logger root = context().getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.convertAnSLF4JLevel(config.level()));
        context().getLogger("pkce.requests").setLevel(level(config.requests()));
        if (config.format() == LoggingConfig.Format.JSON) {
            AsyncAppender background = (AsyncAppender) Objects.requireNonNull(root.getAppender("out"));
            write((OutputStreamAppender<ILoggingEvent>) Objects.requireNonNull(background.getAppender("console")));
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

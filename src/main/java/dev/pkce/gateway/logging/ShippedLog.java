package dev.pkce.gateway.logging;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * The log of the program until it knows its configuration. Not from a file of Logback's own, which takes longer to read than
 * everything else about the log. Where {@link Logs#begin} has not asked for it, it leaves Logback to others.
 */
public final class ShippedLog extends ContextAwareBase implements Configurator {
    /** The name of what the log is written to. */
    static final String CONSOLE = "console";

    /** The name of what is in front of that. */
    static final String OUT = "out";

    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} - "
            + "%msg%replace( trace_id=%X{trace_id}){' trace_id=$', ''}%n";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (!Logs.shipped()) {
            return ExecutionStatus.NEUTRAL;
        }
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        // Below this level it writes whole addresses, with the codes and states in them.
        context.getLogger("io.vertx.ext.web").setLevel(Level.INFO);
        context.getLogger(Logs.REQUESTS).setLevel(Level.INFO);
        root.addAppender(background(context));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** At a fifth of the queue left it drops what is below WARN but the audit, else all when it is full: nothing ever waits. */
    private static AsyncAppender background(LoggerContext context) {
        AsyncAppender background = new BackgroundAppender();
        background.setContext(context);
        background.setName(OUT);
        background.setQueueSize(8192);
        background.setNeverBlock(true);
        background.setMaxFlushTime(2000);
        background.addAppender(console(context));
        background.start();
        return background;
    }

    private static ConsoleAppender<ILoggingEvent> console(LoggerContext context) {
        PatternLayoutEncoder lines = new PatternLayoutEncoder();
        lines.setContext(context);
        lines.setPattern(PATTERN);
        lines.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName(CONSOLE);
        console.setEncoder(lines);
        console.start();
        return console;
    }
}

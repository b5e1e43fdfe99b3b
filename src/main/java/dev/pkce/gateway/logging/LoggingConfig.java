package dev.pkce.gateway.logging;

import dev.pkce.gateway.settings.Settings;
import org.slf4j.event.Level;

/**
 * What the program logs. Of the program alone: what embeds the gateway logs in its own way.
 *
 * @param format of a line
 * @param level from which on the rest is logged
 * @param requests which requests have a line
 */
public record LoggingConfig(Format format, Level level, Requests requests) {
    /** The defaults. */
    public static final LoggingConfig USUAL = new LoggingConfig(Format.TEXT, Level.INFO, Requests.FAILURES);

    /** How a line looks. */
    public enum Format {
        /** For people. */
        TEXT,
        /** An object for each event, for machines. */
        JSON
    }

    /** Which requests are logged. */
    public enum Requests {
        /** Each of them. */
        ALL,
        /** None. */
        NONE,
        /** Those that are refused, fail, or are given up by their client. */
        FAILURES
    }

    /** Reads the section {@code logging}. */
    public static LoggingConfig read(Settings settings) {
        return new LoggingConfig(
                settings.choice("format", USUAL.format),
                settings.choice("level", USUAL.level),
                settings.choice("requests", USUAL.requests));
    }
}

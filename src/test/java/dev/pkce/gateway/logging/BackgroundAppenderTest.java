package dev.pkce.gateway.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackgroundAppenderTest {
    @ParameterizedTest(name = "of {0} at {1}, dropped when the queue runs full: {2}")
    @CsvSource({
        "pkce.requests, INFO, true",
        "pkce.audit, INFO, false",
        "pkce.requests, WARN, false",
        "dev.pkce.gateway.Main, INFO, true"
    })
    void a_flood_of_other_lines_drops_none_of_the_audit(String logger, String level, boolean dropped) {
        LoggingEvent event = new LoggingEvent(
                "", new LoggerContext().getLogger(logger), Level.valueOf(level), "text", null, new Object[0]);

        assertThat(new BackgroundAppender().isDiscardable(event)).isEqualTo(dropped);
    }
}

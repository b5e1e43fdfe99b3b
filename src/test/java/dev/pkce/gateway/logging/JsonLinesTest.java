package dev.pkce.gateway.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

class JsonLinesTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();

    private LoggingEvent event(String message, @Nullable Throwable failure) {
        LoggingEvent event =
                new LoggingEvent("here", context.getLogger("pkce.requests"), Level.INFO, message, failure, null);
        event.setInstant(Instant.parse("2026-11-23T03:10:05Z"));
        return event;
    }

    private static JsonObject read(ILoggingEvent event) {
        String line = new String(new JsonLines().encode(event), StandardCharsets.UTF_8);
        assertThat(line).endsWith("\n").doesNotContainPattern("\\n.");
        return new JsonObject(line);
    }

    @Test
    void an_event_is_an_object_with_what_it_tells_by_name() {
        LoggingEvent event = event("answered", null);
        event.addKeyValuePair(new KeyValuePair("status", 400));
        event.addKeyValuePair(new KeyValuePair("route", "/pkce/token"));

        assertThat(read(event))
                .isEqualTo(new JsonObject()
                        .put("time", "2026-11-23T03:10:05.000Z")
                        .put("level", "info")
                        .put("logger", "pkce.requests")
                        .put("message", "answered")
                        .put("status", 400)
                        .put("route", "/pkce/token"));
    }

    @Test
    void a_failure_and_line_breaks_stay_on_the_line() {
        JsonObject line = read(event("one\ntwo \"three\"", new IllegalStateException("four")));

        assertThat(line.getString("message")).isEqualTo("one\ntwo \"three\"");
        assertThat(line.getString("error"))
                .startsWith("java.lang.IllegalStateException: four")
                .contains("\tat ");
    }

    @Test
    void a_name_of_its_own_is_not_overwritten() {
        LoggingEvent event = event("answered", null);
        event.addKeyValuePair(new KeyValuePair("level", "forged"));

        assertThat(read(event).getString("level")).isEqualTo("info");
    }

    @Test
    void what_is_written_in_the_background_knows_its_trace() throws Exception {
        Queue<ILoggingEvent> written = new ConcurrentLinkedQueue<>();
        AppenderBase<ILoggingEvent> end = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                written.add(event);
            }
        };
        BackgroundAppender background = new BackgroundAppender();
        background.setContext(context);
        end.start();
        background.addAppender(end);
        background.start();
        SpanContext parent =
                SpanContext.create(TRACE, "b7ad6b7169203331", TraceFlags.getDefault(), TraceState.getDefault());

        Context.root()
                .with(Span.wrap(parent))
                .wrap(() -> background.doAppend(event("answered", null)))
                .run();
        background.doAppend(event("untraced", null));
        background.stop();

        assertThat(written).extracting(ILoggingEvent::getMessage).containsExactly("answered", "untraced");
        assertThat(written)
                .extracting(event -> read(event).getString("trace_id"))
                .containsExactly(TRACE, null);
    }
}

package dev.pkce.gateway.logging;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.pkce.gateway.trace.TraceId;
import java.util.List;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/** Writes on a thread of its own, so that no event loop waits for a disk or a terminal; knows each event's trace. */
public final class BackgroundAppender extends AsyncAppender {
    private static final String TRACE = "trace_id";
    private static final String AUDIT = "pkce.audit";

    @Override
    protected void preprocess(ILoggingEvent event) {
        // Here, for the other thread has no request to handle.
        String trace = TraceId.current();
        if (trace != null && event instanceof LoggingEvent own && !traced(own.getKeyValuePairs())) {
            own.setMDCPropertyMap(Map.of(TRACE, trace));
        }
        super.preprocess(event);
    }

    /** What is dropped first: not what tells what was done, or a flood of refused requests would hide it. */
    @Override
    protected boolean isDiscardable(ILoggingEvent event) {
        return !event.getLoggerName().equals(AUDIT) && super.isDiscardable(event);
    }

    private static boolean traced(List<KeyValuePair> pairs) {
        return pairs != null && pairs.stream().anyMatch(pair -> pair.key.equals(TRACE));
    }
}

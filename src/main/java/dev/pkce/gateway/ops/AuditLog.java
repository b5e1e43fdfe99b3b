package dev.pkce.gateway.ops;

import dev.pkce.gateway.api.FlowEvent;
import io.vertx.core.json.Json;
import java.util.Map;
import java.util.StringJoiner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes what happens to flows to the log {@code pkce.audit}, one line an event: its members as text, and as key-value
 * pairs for logs that have a structure.
 */
public final class AuditLog {
    private static final Logger LOG = LoggerFactory.getLogger("pkce.audit");
    private static final String SPECIAL = " \t\n\u000b\f\r\"=";

    /** Writes {@code event}. */
    public void write(FlowEvent event) {
        if (LOG.isInfoEnabled()) {
            LoggingEventBuilder line = LOG.atInfo();
            StringJoiner text = new StringJoiner(" ");
            for (Map.Entry<String, Object> member : event.toJson()) {
                line = line.addKeyValue(member.getKey(), member.getValue());
                text.add(member.getKey() + "=" + quoted(member.getValue().toString()));
            }
            line.log(text.toString());
        }
    }

    private static String quoted(String value) {
        return plain(value) ? value : Json.encode(value);
    }

    // By hand: every login has several events, and a pattern's match took more than all else of a line.
    private static boolean plain(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (SPECIAL.indexOf(value.charAt(i)) >= 0) {
                return false;
            }
        }
        return !value.isEmpty();
    }
}

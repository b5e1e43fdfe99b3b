package dev.pkce.gateway.ops;

import dev.pkce.gateway.api.FlowEvent;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes what happens to flows to the log {@code pkce.audit}, one line an event: its members as text, and as key-value
 * pairs for logs that have a structure.
 */
public final class AuditLog {
    private static final Logger LOG = LoggerFactory.getLogger("pkce.audit");
    private static final Pattern PLAIN = Pattern.compile("[^\\s\"=]+");

    /** Writes {@code event}. */
    public void write(FlowEvent event) {
        if (LOG.isInfoEnabled()) {
            JsonObject members = event.toJson();
            LoggingEventBuilder line = LOG.atInfo();
            for (Map.Entry<String, Object> member : members) {
                line = line.addKeyValue(member.getKey(), member.getValue());
            }
            line.log(text(members));
        }
    }

    private static String text(JsonObject members) {
        return members.stream().map(AuditLog::pair).collect(Collectors.joining(" "));
    }

    private static String pair(Map.Entry<String, Object> member) {
        String value = member.getValue().toString();
        return member.getKey() + "=" + (PLAIN.matcher(value).matches() ? value : Json.encode(value));
    }
}

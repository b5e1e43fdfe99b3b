package dev.pkce.gateway.http;

import dev.pkce.gateway.trace.FlowHash;
import dev.pkce.gateway.trace.Methods;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * A line for each request that holds nothing a stranger wrote: no query, and of paths and methods only known ones.
 * Refusals are logged at INFO, the rest at DEBUG.
 */
final class RequestLog {
    private static final Logger LOG = LoggerFactory.getLogger("pkce.requests");
    private static final String FLOW = RequestLog.class.getName();
    // Of a client that left before its answer, as proxies write it; no such status is ever sent.
    private static final int GONE = 499;

    private RequestLog() {}

    /** The trace to name in the line of {@code request}, asked for while it is still open. */
    static @Nullable String trace(HttpServerRequest request) {
        return LOG.isInfoEnabled() ? RequestTrace.id(request) : null;
    }

    /** Tells the log which flow the request is about. */
    static void about(RoutingContext ctx, String state) {
        ctx.put(FLOW, state);
    }

    /** The same for a request that has gone well, of which there is a line at DEBUG alone. */
    static void aboutSuccess(RoutingContext ctx, String state) {
        if (LOG.isDebugEnabled()) {
            about(ctx, state);
        }
    }

    /**
     * Has the answer name the flow as the logs do. In its header, for the bodies of refusals are the same for all flows,
     * known or not; it follows from the state that the caller sent, so nobody learns anything from it.
     */
    static void name(RoutingContext ctx) {
        String state = ctx.get(FLOW);
        if (state != null) {
            ctx.response().putHeader("PKCE-Flow", FlowHash.of(state));
        }
    }

    /** A request came to its end, {@code answered} or not, after {@code nanos}. */
    static void ended(RoutingContext ctx, boolean answered, long nanos, @Nullable String trace) {
        int status = answered ? ctx.response().getStatusCode() : GONE;
        write(ctx.request(), status, TimeUnit.NANOSECONDS.toMillis(nanos), ctx.get(FLOW), trace);
    }

    /** A request that met no route was answered with {@code status}. */
    static void refused(HttpServerRequest request, int status) {
        write(request, status, 0, null, RequestTrace.id(request));
    }

    private static void write(
            HttpServerRequest request, int status, long millis, @Nullable String state, @Nullable String trace) {
        Level level = status < 400 ? Level.DEBUG : Level.INFO;
        if (!LOG.isEnabledForLevel(level)) {
            return;
        }
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("method", Methods.known(request.method().name()));
        members.put("route", Paths.route(request));
        members.put("status", status);
        members.put("ms", millis);
        if (state != null) {
            members.put("flow", FlowHash.of(state));
        }
        if (trace != null) {
            members.put("trace_id", trace);
        }
        write(LOG.atLevel(level), members);
    }

    /** As text, and as key-value pairs for logs that have a structure. */
    private static void write(LoggingEventBuilder line, Map<String, Object> members) {
        LoggingEventBuilder told = line;
        StringJoiner text = new StringJoiner(" ");
        for (Map.Entry<String, Object> member : members.entrySet()) {
            told = told.addKeyValue(member.getKey(), member.getValue());
            text.add(member.toString());
        }
        told.log(text.toString());
    }
}

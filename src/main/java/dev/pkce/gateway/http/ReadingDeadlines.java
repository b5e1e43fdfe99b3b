package dev.pkce.gateway.http;

import io.netty.channel.ChannelFuture;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.ext.web.RoutingContext;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Closes connections whose next request does not arrive, whole, in time; so also those of clients that do not read an
 * answer, as no next request is looked at before it has left. A request that has arrived may be answered as late
 * as it likes: an idle timeout would see no difference between a parked caller and one who sends a byte a minute.
 * While the gateway is about to go, the client hears with each answer that its connection ends. Confined to one event loop.
 */
final class ReadingDeadlines {
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(20);

    // All deadlines are equally far away when they are set, so the next one is always at the head.
    private final Map<HttpConnection, Long> reading = new LinkedHashMap<>();
    private final BooleanSupplier leaving;

    /** Has connections end with the next answer once the gateway is {@code leaving}. */
    ReadingDeadlines(BooleanSupplier leaving) {
        this.leaving = leaving;
    }

    /** Begins with the first request of {@code connection}. */
    void onConnection(HttpConnection connection) {
        expect(connection);
    }

    void onClosed(HttpConnection connection) {
        reading.remove(connection);
    }

    /** The header of a request has arrived; its body has as long again. */
    void onRequest(RoutingContext ctx) {
        HttpConnection connection = ctx.request().connection();
        if (ctx.request().isEnded()) {
            reading.remove(connection);
        } else {
            expect(connection);
            ctx.request().end().onSuccess(arrived -> arrived(ctx));
        }
        // Not once the answer is out, for a request that was waiting behind this one is then under way already.
        // Nobody else has a use for this handler of the answer's own, and the context would keep a list for it.
        ctx.response().headersEndHandler(answering -> onAnswer(ctx));
        ctx.next();
    }

    private void onAnswer(RoutingContext ctx) {
        HttpConnection connection = ctx.request().connection();
        expect(connection);
        if (leaving.getAsBoolean()) {
            // RFC 9112 section 9.6. So that no client sends its next request while the listener is being closed.
            ctx.response()
                    .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                    .headers()
                    .remove("Keep-Alive");
            connection.shutdown(LONGEST_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    private void arrived(RoutingContext ctx) {
        if (!ctx.response().ended()) {
            reading.remove(ctx.request().connection());
        }
    }

    private void expect(HttpConnection connection) {
        reading.remove(connection);
        reading.put(connection, System.nanoTime() + LONGEST_NANOS);
    }

    /** To be called about once a second. */
    void closeOverdue() {
        long now = System.nanoTime();
        Iterator<Map.Entry<HttpConnection, Long>> next = reading.entrySet().iterator();
        while (next.hasNext()) {
            Map.Entry<HttpConnection, Long> first = next.next();
            if (first.getValue() - now > 0) {
                return;
            }
            next.remove();
            cut(first.getKey());
        }
    }

    /** Makes room for another connection; false if there is a request on each, as far as this event loop knows. */
    boolean closeLongestSilent() {
        Iterator<HttpConnection> next = reading.keySet().iterator();
        if (!next.hasNext()) {
            return false;
        }
        HttpConnection longest = next.next();
        next.remove();
        cut(longest);
        return true;
    }

    /** Not with {@code close()}, which first waits for the client to read what it was sent, and so for ever. */
    private static void cut(HttpConnection connection) {
        ChannelFuture unused =
                ((HttpServerConnection) connection).channelHandlerContext().close();
    }
}

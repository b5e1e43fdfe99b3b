package dev.pkce.gateway.http;

import io.netty.channel.ChannelFuture;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
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
    private static final long LONGEST_SECONDS = 20;
    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    // By the tick that was the last when they were set. All deadlines are equally far away then, so in the order of
    // access, which is that of setting them, the next one is always at the head.
    private final Map<HttpConnection, Long> reading = new LinkedHashMap<>(16, .75f, true);
    private final BooleanSupplier leaving;
    // In a box that all of a second share: each request sets a deadline, and need not look at a clock for it.
    private Long ticks = 0L;
    private long ticked = System.nanoTime();

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

    /** The header of a request has arrived; its body, if it has one, has as long again. */
    void onRequest(HttpServerRequest request) {
        HttpConnection connection = request.connection();
        // By its header, as a request without a body is not ended before its endpoint has it.
        if (request.isEnded() || !BodyRules.hasBody(request)) {
            reading.remove(connection);
        } else {
            expect(connection);
            request.end().onSuccess(arrived -> arrived(request));
        }
        // Not once the answer is out, for a request that was waiting behind this one is then under way already.
        // Nobody else has a use for this handler of the answer's own, and the context would keep a list for it.
        request.response().headersEndHandler(answering -> onAnswer(request));
    }

    private void onAnswer(HttpServerRequest request) {
        HttpConnection connection = request.connection();
        expect(connection);
        if (leaving.getAsBoolean()) {
            // RFC 9112 section 9.6. So that no client sends its next request while the listener is being closed.
            request.response()
                    .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                    .headers()
                    .remove("Keep-Alive");
            connection.shutdown(LONGEST_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void arrived(HttpServerRequest request) {
        if (!request.response().ended()) {
            reading.remove(request.connection());
        }
    }

    private void expect(HttpConnection connection) {
        reading.put(connection, ticks);
    }

    /** To be called once a second, which is what it tells the time by. */
    void onTick() {
        long now = System.nanoTime();
        if (now - ticked < LEAST_NANOS) {
            // One that is made up for, after a time in which nobody could read what had come.
            return;
        }
        ticked = now;
        ticks++;
        Iterator<Map.Entry<HttpConnection, Long>> next = reading.entrySet().iterator();
        while (next.hasNext()) {
            Map.Entry<HttpConnection, Long> first = next.next();
            if (first.getValue() >= ticks - LONGEST_SECONDS) {
                return;
            }
            next.remove();
            cut(first.getKey());
        }
    }

    /** Makes room for another connection; false if there is a request on each of this event loop. */
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

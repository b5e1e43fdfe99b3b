package dev.pkce.gateway.demo;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;

/** Bodies that do not come as they should. */
final class BodyFaults {
    static final long ENDLESS = Long.MAX_VALUE;

    private static final int INFLATED_CHUNKS = 64 * 16;
    private static final int AT_ONCE = 64;
    private static final Buffer CHUNK = Buffer.buffer(" ".repeat(64 * 1024));
    private static final Buffer BYTE = Buffer.buffer(" ");
    private static final Buffer BEGINNING = Buffer.buffer("{\"access_token\":");

    private BodyFaults() {}

    static void stall(RoutingContext ctx) {
        begin(ctx).putHeader(HttpHeaders.CONTENT_LENGTH, "4096").write(BEGINNING);
    }

    static void breakOff(RoutingContext ctx) {
        cut(ctx, begin(ctx).setChunked(true));
    }

    static void promiseTooMuch(RoutingContext ctx) {
        cut(ctx, begin(ctx).putHeader(HttpHeaders.CONTENT_LENGTH, "4096"));
    }

    static void pour(RoutingContext ctx, long chunks) {
        pour(begin(ctx).setChunked(true), chunks);
    }

    static void drip(RoutingContext ctx, Duration pause) {
        HttpServerResponse response = begin(ctx).setChunked(true);
        long timer = ctx.vertx().setPeriodic(0, pause.toMillis(), tick -> response.write(BYTE));
        response.closeHandler(gone -> ctx.vertx().cancelTimer(timer));
    }

    static void compressed(RoutingContext ctx, Buffer body) {
        begin(ctx).putHeader(HttpHeaders.CONTENT_ENCODING, "gzip").end(body);
    }

    /** About a thousandth of what it inflates to. */
    static Buffer bomb() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            for (int i = 0; i < INFLATED_CHUNKS; i++) {
                gzip.write(CHUNK.getBytes());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    private static HttpServerResponse begin(RoutingContext ctx) {
        return ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    }

    private static void cut(RoutingContext ctx, HttpServerResponse response) {
        response.write(BEGINNING)
                .onComplete(written -> ctx.request().connection().close());
    }

    private static void pour(HttpServerResponse response, long chunks) {
        long left = chunks;
        // Bounded, as a connection that is gone is never full, and nobody hears that it is gone meanwhile.
        for (int turn = 0; turn < AT_ONCE && left > 0 && !response.closed() && !response.writeQueueFull(); turn++) {
            response.write(CHUNK);
            left--;
        }
        if (response.closed()) {
            return;
        }
        if (left == 0) {
            response.end();
            return;
        }
        long rest = left;
        if (response.writeQueueFull()) {
            response.drainHandler(drained -> pour(response, rest));
        } else {
            Vertx.currentContext().runOnContext(next -> pour(response, rest));
        }
    }
}

package dev.pkce.gateway.demo;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/** One way for a provider to misbehave. */
public final class Fault {
    private static final Buffer FILLER = Buffer.buffer(" ".repeat(64 * 1024));
    private static final int FILLERS = 80 * 16;
    private static final String JSON = "application/json";

    private final Handler<RoutingContext> play;

    private Fault(Handler<RoutingContext> play) {
        this.play = play;
    }

    void play(RoutingContext ctx) {
        play.handle(ctx);
    }

    /** The normal answer, but late. */
    public static Fault slow(Duration delay) {
        return new Fault(ctx -> ctx.vertx().setTimer(delay.toMillis(), timer -> proceed(ctx)));
    }

    /** The request is accepted and never answered. */
    public static Fault hang() {
        return new Fault(ctx -> {});
    }

    /** The answer begins and never ends. */
    public static Fault stallMidBody() {
        return new Fault(ctx -> begin(ctx).write("{\"access_token\":"));
    }

    /** The connection is closed instead of an answer. */
    public static Fault reset() {
        return new Fault(ctx -> ctx.request().connection().close());
    }

    /** This answer instead of the right one. */
    public static Fault status(int status, String contentType, String body) {
        return new Fault(ctx -> answer(ctx, status, contentType, body));
    }

    /** 429 with this {@code Retry-After}, right or wrong. */
    public static Fault tooManyRequests(String retryAfter) {
        return new Fault(ctx -> {
            ctx.response().putHeader(HttpHeaders.RETRY_AFTER, retryAfter);
            answer(ctx, 429, JSON, "{\"error\":\"too_many_requests\"}");
        });
    }

    /** A page for people, as proxies in front of a provider send it. */
    public static Fault html(int status) {
        return status(
                status, "text/html;charset=utf-8", "<html><h1>Upstream page</h1><pre>at Upstream.java</pre></html>");
    }

    /** A chunked body of 80 MiB, as fast as the reader takes it. */
    public static Fault hugeBody() {
        return new Fault(
                ctx -> pour(ctx.response().setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, JSON), FILLERS));
    }

    /** A redirect to anywhere. */
    public static Fault redirect(int status, String location) {
        return new Fault(ctx -> ctx.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.LOCATION, location)
                .end());
    }

    /** This JSON, or what should be JSON, instead of the right answer. */
    public static Fault json(int status, String body) {
        return status(status, JSON, body);
    }

    /** An OAuth error: on the authorize leg sent to the redirect URI in the response mode, elsewhere 400 with JSON. */
    public static Fault refuse(String error, String description) {
        return new Fault(ctx -> ctx.fail(new OAuthException(error, description)));
    }

    private static void proceed(RoutingContext ctx) {
        // The caller may have gone while it waited.
        if (!ctx.response().closed()) {
            ctx.next();
        }
    }

    private static HttpServerResponse begin(RoutingContext ctx) {
        return ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, JSON).putHeader(HttpHeaders.CONTENT_LENGTH, "4096");
    }

    private static void answer(RoutingContext ctx, int status, String contentType, String body) {
        ctx.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
                .end(body);
    }

    private static void pour(HttpServerResponse response, int left) {
        int rest = left;
        while (rest > 0 && !response.closed() && !response.writeQueueFull()) {
            response.write(FILLER);
            rest--;
        }
        if (response.closed()) {
            return;
        }
        if (rest == 0) {
            response.end();
            return;
        }
        int remaining = rest;
        response.drainHandler(drained -> pour(response, remaining));
    }
}

package dev.pkce.gateway.demo;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.Consumer;

/** One way for a provider to misbehave, short of breaking HTTP itself: that is what {@link BrokenServer} does. */
public final class Fault {
    private static final long HUGE_CHUNKS = 80 * 16;
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

    /** The normal answer with other members; for the token, PAR and user info legs. */
    public static Fault changed(Consumer<JsonObject> change) {
        return new Fault(ctx -> proceed(Replies.change(ctx, change)));
    }

    /** The normal answer with one more header. */
    public static Fault header(String name, String value) {
        return new Fault(ctx -> {
            ctx.response().putHeader(name, value);
            ctx.next();
        });
    }

    /** The normal answer; that long after it the connection is closed, even if the next request is under way. */
    public static Fault closeAfter(Duration idle) {
        return new Fault(ctx -> {
            ctx.addEndHandler(ended -> ctx.vertx().setTimer(idle.toMillis(), timer -> close(ctx)));
            ctx.next();
        });
    }

    /** The request is accepted and never answered. */
    public static Fault hang() {
        return new Fault(ctx -> {});
    }

    /** The answer begins and never ends. */
    public static Fault stallMidBody() {
        return new Fault(BodyFaults::stall);
    }

    /** A body without end, one byte at a time. */
    public static Fault drip(Duration pause) {
        return new Fault(ctx -> BodyFaults.drip(ctx, pause));
    }

    /** The connection is closed instead of an answer. */
    public static Fault reset() {
        return new Fault(Fault::close);
    }

    /** The connection is closed within a chunked body. */
    public static Fault resetMidBody() {
        return new Fault(BodyFaults::breakOff);
    }

    /** The connection is closed long before the body has its {@code Content-Length}. */
    public static Fault shortContentLength() {
        return new Fault(BodyFaults::promiseTooMuch);
    }

    /** This answer instead of the right one. */
    public static Fault status(int status, String contentType, String body) {
        return new Fault(ctx -> answer(ctx, status, contentType, Buffer.buffer(body)));
    }

    /** The same, with a body in any charset or none. */
    public static Fault bytes(int status, String contentType, byte[] body) {
        Buffer copy = Buffer.buffer(body);
        return new Fault(ctx -> answer(ctx, status, contentType, copy));
    }

    /** 429 with this {@code Retry-After}, right or wrong. */
    public static Fault tooManyRequests(String retryAfter) {
        return later(429, retryAfter, "too_many_requests");
    }

    /** 503 with this {@code Retry-After}, right or wrong. */
    public static Fault unavailable(String retryAfter) {
        return later(503, retryAfter, "temporarily_unavailable");
    }

    /** A page for people, as proxies in front of a provider send it. */
    public static Fault html(int status) {
        return status(
                status, "text/html;charset=utf-8", "<html><h1>Upstream page</h1><pre>at Upstream.java</pre></html>");
    }

    /** A chunked body of 80 MiB, as fast as the reader takes it. */
    public static Fault hugeBody() {
        return new Fault(ctx -> BodyFaults.pour(ctx, HUGE_CHUNKS));
    }

    /** A chunked body that ends when the reader goes. */
    public static Fault endlessBody() {
        return new Fault(ctx -> BodyFaults.pour(ctx, BodyFaults.ENDLESS));
    }

    /** A gzip body, asked for or not: some 64 KiB that inflate to 64 MiB. */
    public static Fault compressedBomb() {
        Buffer bomb = BodyFaults.bomb();
        return new Fault(ctx -> BodyFaults.compressed(ctx, bomb));
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

    private static Fault later(int status, String retryAfter, String error) {
        String body = new JsonObject().put("error", error).encode();
        return new Fault(ctx -> {
            ctx.response().putHeader(HttpHeaders.RETRY_AFTER, retryAfter);
            answer(ctx, status, JSON, Buffer.buffer(body));
        });
    }

    private static void proceed(RoutingContext ctx) {
        // The caller may have gone while it waited.
        if (!ctx.response().closed()) {
            ctx.next();
        }
    }

    private static void close(RoutingContext ctx) {
        ctx.request().connection().close();
    }

    private static void answer(RoutingContext ctx, int status, String contentType, Buffer body) {
        ctx.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
                .end(body);
    }
}

package dev.pkce.gateway.http;

import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** A request from its header to its end, of which all that has to do with it is told in one go. */
final class Exchange implements Handler<AsyncResult<Void>> {
    private final long began = System.nanoTime();
    private final RoutingContext ctx;
    private final RequestMeters meters;
    private final @Nullable String trace;
    private @Nullable Slots taken;

    private Exchange(RoutingContext ctx, RequestMeters meters) {
        this.ctx = ctx;
        this.meters = meters;
        this.trace = RequestLog.trace(ctx.request());
    }

    /** The exchange that begins with the request of {@code ctx}. */
    static Exchange begin(RoutingContext ctx, RequestMeters meters) {
        Exchange exchange = new Exchange(ctx, meters);
        ctx.addEndHandler(exchange);
        return exchange;
    }

    RoutingContext ctx() {
        return ctx;
    }

    /** Takes a slot until its end; false if it is one too many, and the exchange is to end soon. */
    boolean take(Slots slots) {
        taken = slots;
        return slots.take();
    }

    @Override
    public void handle(AsyncResult<Void> end) {
        long nanos = System.nanoTime() - began;
        if (taken != null) {
            taken.release();
        }
        meters.ended(ctx.request(), end.succeeded(), nanos);
        RequestLog.ended(ctx, end.succeeded(), nanos, trace);
    }
}

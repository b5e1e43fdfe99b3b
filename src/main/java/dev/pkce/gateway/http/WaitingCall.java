package dev.pkce.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import org.jspecify.annotations.Nullable;

/**
 * A call that may wait for minutes, as very many may: of what it came with it keeps only what its answer still looks at.
 *
 * @param state the flow that it is about; null while that is not known
 */
record WaitingCall(
        RoutingContext ctx, Preference preference, @Nullable String state) {
    /** Of a call of which all has been read but its {@code Prefer}. */
    static WaitingCall of(RoutingContext ctx, @Nullable String state) {
        Preference preference = Preference.of(ctx.request().headers().getAll("Prefer"));
        return new WaitingCall(ctx, preference, state);
    }

    /** Completes when the answer is out, or its connection is gone. */
    Future<Void> gone() {
        Promise<Void> gone = Promise.promise();
        ctx.addEndHandler(end -> {
            about();
            gone.tryComplete();
        });
        return gone.future();
    }

    /** Tells the log which flow the call was about. At its end, as what is told of a call before takes a map for each. */
    private void about() {
        if (state != null) {
            RequestLog.about(ctx, state);
        }
    }

    void fail(Throwable failure) {
        about();
        ctx.fail(failure);
    }

    /** Forgets what is of no use any more: the body, who read it, and the header fields, of which browsers send a kilobyte. */
    void slim() {
        ((RoutingContextInternal) ctx).setBody(null);
        ctx.request().handler(null).endHandler(null).exceptionHandler(null);
        MultiMap headers = ctx.request().headers();
        boolean wanted = headers.contains(HttpHeaders.COOKIE) || headers.contains("traceparent");
        if (!wanted && ctx.request().version() != HttpVersion.HTTP_2) {
            headers.clear();
        }
    }
}

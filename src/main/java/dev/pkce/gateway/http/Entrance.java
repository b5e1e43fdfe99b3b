package dev.pkce.gateway.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What every request meets before its endpoint, and before any of its body is read: traces, log and meters see all of them.
 * One handler, as the router's way from one to the next costs more than most of these do.
 */
final class Entrance implements Handler<RoutingContext> {
    private final Edge edge;
    private final Supplier<BrowserGuard> guard;
    private final Set<String> paths;

    /** Leads to {@code paths}; the guard is asked for each time. */
    Entrance(Edge edge, Supplier<BrowserGuard> guard, Set<String> paths) {
        this.edge = edge;
        this.guard = guard;
        this.paths = paths;
    }

    @Override
    public void handle(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        RequestTrace.onRequest(request);
        Exchange exchange = Exchange.begin(ctx, edge.meters());
        AnswerFields.protect(request.response());
        RequestRules.requirePlain(ctx);
        if (guard.get().admits(request)) {
            RequestRules.requirePath(request, paths);
            edge.admit(exchange);
        }
    }
}

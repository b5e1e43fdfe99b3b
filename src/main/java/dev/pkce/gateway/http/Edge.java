package dev.pkce.gateway.http;

import dev.pkce.gateway.api.Binding;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What all instances of the listener share. */
final class Edge {
    private static final String FULL = "The gateway has as many requests under way as it may have.";

    private final @Nullable Certificates certificates;
    private final Supplier<ClientAddress> addresses;
    private final RateLimits rates;
    private final Instances instances = new Instances();
    private final Slots connections;
    private final Slots requests;
    private final FlowCookies cookies;
    private final boolean asks;
    private final RequestMeters meters;

    Edge(Supplier<EdgeConfig> config, Logins logins, Counting counting) {
        MeterRegistry registry = counting.registry();
        TlsConfig tls = config.get().tls();
        certificates = tls == null ? null : new Certificates(tls);
        addresses = new Derived<>(() -> config.get().trustedProxies(), ClientAddress::new);
        rates = new RateLimits(() -> config.get().rateLimits(), counting);
        connections = new Slots("http.max-connections", () -> config.get().maxConnections());
        requests = new Slots("http.max-requests", () -> config.get().maxRequests());
        cookies = logins.binding() == Binding.COOKIE
                ? FlowCookies.lasting(logins.ttl(), logins.keys())
                : FlowCookies.off();
        asks = logins.binding() == Binding.CONFIRM;
        meters = new RequestMeters(registry);
        connections.bindTo(registry, "pkce.connections", "Connections of clients.");
        requests.bindTo(registry, "pkce.requests.active", "Requests under way, those that wait for people included.");
    }

    /** Has {@code options} speak TLS if it is configured. */
    Future<HttpServerOptions> secure(Vertx vertx, HttpServerOptions options) {
        return certificates == null ? Future.succeededFuture(options) : certificates.secure(vertx, options);
    }

    void onListening(HttpServer server) {
        if (certificates != null) {
            certificates.onListening(server);
        }
    }

    FlowCookies cookies() {
        return cookies;
    }

    /** The address of a client that starts a flow, if the person who finishes it is to be told. */
    @Nullable String origin(RoutingContext ctx) {
        return asks ? addresses.get().origin(ctx) : null;
    }

    RequestMeters meters() {
        return meters;
    }

    Slots connections() {
        return connections;
    }

    Instances instances() {
        return instances;
    }

    /** Lets {@code exchange} go on to its endpoint, if its client may call again and there is room for it. */
    void admit(Exchange exchange) {
        RoutingContext ctx = exchange.ctx();
        addresses.get().onRequest(ctx);
        Future<Void> share = rates.take(ctx);
        if (share.isComplete()) {
            enter(exchange, share.cause());
        } else {
            // Nobody reads the body yet, and what nobody reads is lost.
            ctx.request().pause();
            share.onComplete((taken, refusal) -> resume(exchange, refusal));
        }
    }

    private void resume(Exchange exchange, @Nullable Throwable refusal) {
        enter(exchange, refusal);
        exchange.ctx().request().resume();
    }

    /** The event bus knows no back-pressure, so what is under way is bounded here. */
    private void enter(Exchange exchange, @Nullable Throwable refusal) {
        if (refusal != null) {
            exchange.ctx().fail(refusal);
        } else if (exchange.take(requests)) {
            exchange.ctx().next();
        } else {
            exchange.ctx().fail(new PkceException(Problem.unavailable(FULL)));
        }
    }
}

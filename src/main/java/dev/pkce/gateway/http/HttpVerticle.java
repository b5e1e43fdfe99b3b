package dev.pkce.gateway.http;

import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.settings.AddressRefused;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** The listener. Several instances share its port. */
public final class HttpVerticle extends VerticleBase {
    // Longer than any exchange takes: who stops a process in order has a deadline for all of it.
    private static final long GRACE_SECONDS = 60;
    private static final byte[] LOOPBACK6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    /** The description of all routes (OpenAPI 3.1), which tests hold the routes to. */
    private static final Asset CONTRACT = Asset.own("openapi.yaml");

    private final List<HttpServer> servers = new ArrayList<>(2);
    private final Supplier<HttpConfig> config;
    private final Logins logins;
    private final IntConsumer listening;
    private final Edge edge;
    private final ReadingDeadlines deadlines;

    private HttpVerticle(
            Supplier<HttpConfig> config, Logins logins, Edge edge, IntConsumer listening, BooleanSupplier leaving) {
        this.config = config;
        this.logins = logins;
        this.edge = edge;
        this.listening = listening;
        this.deadlines = new ReadingDeadlines(leaving);
    }

    /**
     * Instances of one listener.
     *
     * @param config where they listen, and whom they answer; asked each time for what can be changed of it
     * @param logins what they know of logins
     * @param listening is told the port
     * @param counting counts what they are asked and answer
     * @param leaving whether they are to go soon, so that each answer is the last one on its connection
     */
    public static Supplier<Deployable> instances(
            Supplier<HttpConfig> config,
            Logins logins,
            IntConsumer listening,
            Counting counting,
            BooleanSupplier leaving) {
        Edge edge = new Edge(() -> config.get().edge(), logins, counting);
        return () -> new HttpVerticle(config, logins, edge, listening, leaving);
    }

    @Override
    public Future<?> start() {
        edge.instances().add(context, deadlines);
        vertx.setPeriodic(1_000, tick -> deadlines.onTick());
        return edge.secure(vertx, options()).compose(this::listen);
    }

    private Future<Integer> listen(HttpServerOptions options) {
        HttpConfig where = config.get();
        if (!where.host().equals("localhost")) {
            return listen(options, where.host(), anyShared(where.port()));
        }
        // One name, two addresses, and a client may try either first: whoever had the other would get its secrets.
        return listen(options, "127.0.0.1", anyShared(where.port()))
                .compose(port -> hasIpv6() ? listen(options, "::1", port) : Future.succeededFuture(port));
    }

    private static boolean hasIpv6() {
        try {
            return NetworkInterface.getByInetAddress(InetAddress.getByAddress(LOOPBACK6)) != null;
        } catch (IOException none) {
            return false;
        }
    }

    /** Finishes what is under way; takes nothing new. */
    @Override
    public Future<?> stop() {
        edge.instances().remove(deadlines);
        return Future.all(servers.stream()
                .map(server -> server.shutdown(GRACE_SECONDS, TimeUnit.SECONDS))
                .toList());
    }

    // Vert.x gives each instance a port of its own for 0, and all of them the same one for -1.
    private static int anyShared(int port) {
        return port == 0 ? -1 : port;
    }

    private Future<Integer> listen(HttpServerOptions options, String host, int port) {
        HttpServer server = vertx.createHttpServer(options)
                .connectionHandler(this::onConnection)
                .invalidRequestHandler(request -> Answers.invalid(request, edge.meters()));
        Router router = Router.router(vertx);
        server.requestHandler(request -> onRequest(request, router));
        return server.listen(port, host)
                .recover(refused -> Future.failedFuture(new AddressRefused("http", host, port, refused)))
                .map(bound -> onListening(bound, router));
    }

    private void onRequest(HttpServerRequest request, Router router) {
        deadlines.onRequest(request);
        Answers.route(request, router, edge.meters());
    }

    private int onListening(HttpServer bound, Router router) {
        servers.add(bound);
        edge.onListening(bound);
        mount(router, bound.actualPort());
        listening.accept(bound.actualPort());
        return bound.actualPort();
    }

    /**
     * At the limit, whoever has been silent for longest makes room, so that idle connections alone lock nobody out: one of
     * this instance, else of another, as they need not be spread evenly.
     */
    private void onConnection(HttpConnection connection) {
        boolean free = edge.connections().take();
        connection.closeHandler(closed -> onClosed(connection));
        boolean room = free || deadlines.closeLongestSilent();
        deadlines.onConnection(connection);
        if (!room) {
            edge.instances().makeRoom(deadlines).onSuccess(made -> keep(connection, made));
        }
    }

    private void keep(HttpConnection connection, boolean room) {
        if (!room) {
            context.runOnContext(turn -> connection.close());
        }
    }

    private void onClosed(HttpConnection connection) {
        edge.connections().release();
        deadlines.onClosed(connection);
    }

    private void mount(Router router, int port) {
        String publicUrl = config.get().publicUrl(port);
        CallbackPages pages =
                new CallbackPages(() -> Optional.ofNullable(config.get().startUrl()));
        Supplier<BrowserGuard> guard = new Derived<>(
                config,
                now -> new BrowserGuard(now, publicUrl, port, edge.cookies().wanted()));
        Map<String, String> allowed = allowed();
        Handler<RoutingContext> failure = ctx -> Answers.failure(ctx, pages, edge.meters());
        router.route().handler(new Entrance(edge, guard, allowed.keySet())).failureHandler(failure);
        PkceGateway gateway = PkceGateway.on(vertx).here();
        new PkceRoutes(gateway, publicUrl, edge, () -> config.get().shared()).mount(router);
        new BrowserRoutes(gateway, edge.cookies(), pages).mount(router);
        router.get(Paths.CONTRACT).handler(CONTRACT);
        if (config.get().playground()) {
            new Playground(logins, publicUrl).mount(router);
        }
        allowed.forEach((path, methods) -> router.route(path).handler(ctx -> notAllowed(ctx, methods)));
        for (int status : List.of(400, 405, 413, 415, 500)) {
            router.errorHandler(status, failure);
        }
    }

    private Map<String, String> allowed() {
        Map<String, String> allowed = new HashMap<>(Paths.ALLOWED);
        if (config.get().playground()) {
            allowed.putAll(Playground.allowed());
        }
        return Map.copyOf(allowed);
    }

    private static void notAllowed(RoutingContext ctx, String methods) {
        ctx.response().putHeader(HttpHeaders.ALLOW, methods);
        ctx.fail(405);
    }

    private static HttpServerOptions options() {
        return new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                // No WebSocket is ever opened, and without these nothing in the pipeline looks for one.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setAcceptBacklog(4096)
                .setMaxInitialLineLength(16 * 1024)
                .setMaxHeaderSize(16 * 1024)
                // A code of 8 KiB, every byte of it percent-encoded.
                .setMaxFormAttributeSize(24 * 1024)
                .setMaxFormFields(256)
                .setMaxFormBufferedBytes(32 * 1024);
    }
}

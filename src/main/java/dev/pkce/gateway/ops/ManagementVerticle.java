package dev.pkce.gateway.ops;

import dev.pkce.gateway.settings.AddressRefused;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * The port for operators: whether the process lives, whether it wants traffic, whether it has started; how it is, what it
 * counts, and what happened to logins.
 */
public final class ManagementVerticle extends VerticleBase {
    private static final int SILENT_SECONDS = 60;
    // By then whoever waited for the gateway to start has been answered.
    private static final long SETTLED_MILLIS = 1_000;

    private final ManagementConfig config;
    private final Vitals vitals;
    private final Journal journal;
    private final Health health;
    private final Meters meters;

    /**
     * Tells of {@code vitals}, {@code health} and what is in {@code journal} where {@code config} says, and of
     * {@code meters} if their registry is one of Prometheus.
     */
    public ManagementVerticle(ManagementConfig config, Vitals vitals, Journal journal, Health health, Meters meters) {
        this.config = config;
        this.vitals = vitals;
        this.journal = journal;
        this.health = health;
        this.meters = meters;
    }

    @Override
    public Future<?> start() {
        Readiness readiness = vitals.readiness();
        Router router = Router.router(vertx);
        Connections connections = new Connections();
        router.route()
                .handler(connections::onRequest)
                .handler(ManagementAnswers::protect)
                .handler(new HostGuard(config));
        router.get("/health/live").handler(ctx -> report(ctx, health.live()));
        router.get("/health/ready").handler(ctx -> report(ctx, health.ready()));
        router.get("/health/started").handler(ctx -> report(ctx, health.started()));
        if (meters.registry() instanceof PrometheusMeterRegistry prometheus) {
            router.get("/metrics").handler(new Exposition(meters, prometheus)::answer);
            vertx.setTimer(SETTLED_MILLIS, settled -> vertx.executeBlocking(meters::complete, false));
        }
        StatusPage status = new StatusPage(vitals, journal);
        router.get("/").handler(ctx -> ManagementAnswers.page(ctx, status.now()));
        new FlowRoutes(journal).mount(router);
        router.route().handler(ctx -> ManagementAnswers.status(ctx, 404, "not found"));
        router.errorHandler(400, ctx -> ManagementAnswers.status(ctx, 400, "bad request"));
        router.errorHandler(500, ctx -> ManagementAnswers.status(ctx, 500, "failed"));
        return vertx.createHttpServer(options())
                .connectionHandler(connections::onConnection)
                .requestHandler(router)
                .listen(config.port(), config.host())
                .recover(refused ->
                        Future.failedFuture(new AddressRefused("management", config.host(), config.port(), refused)))
                .onSuccess(server -> readiness.managementPort(server.actualPort()));
    }

    /** As every answer is made at once, who is silent for long asks nothing, or does not read. */
    static HttpServerOptions options() {
        return new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout(SILENT_SECONDS)
                .setMaxInitialLineLength(4 * 1024)
                .setMaxHeaderSize(8 * 1024)
                // Probes come by the second, and nobody wants a trace of each.
                .setTracingPolicy(TracingPolicy.IGNORE);
    }

    private static void report(RoutingContext ctx, Health.Report report) {
        ManagementAnswers.json(ctx, report.up() ? 200 : 503, report.toJson());
    }
}

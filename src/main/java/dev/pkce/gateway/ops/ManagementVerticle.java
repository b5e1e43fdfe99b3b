package dev.pkce.gateway.ops;

import dev.pkce.gateway.settings.AddressRefused;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** The port for operators: whether the process lives, whether it wants traffic, whether it has started. */
public final class ManagementVerticle extends VerticleBase {
    private final ManagementConfig config;
    private final Readiness readiness;

    /** Tells of {@code readiness} where {@code config} says. */
    public ManagementVerticle(ManagementConfig config, Readiness readiness) {
        this.config = config;
        this.readiness = readiness;
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        router.get("/health/live").handler(ctx -> answer(ctx, true));
        router.get("/health/ready").handler(ctx -> answer(ctx, readiness.ready()));
        router.get("/health/started").handler(ctx -> answer(ctx, readiness.started()));
        router.route().handler(ctx -> answer(ctx, 404, "not found"));
        return vertx.createHttpServer()
                .requestHandler(router)
                .listen(config.port(), config.host())
                .recover(refused ->
                        Future.failedFuture(new AddressRefused("management", config.host(), config.port(), refused)))
                .onSuccess(server -> readiness.managementPort(server.actualPort()));
    }

    private static void answer(RoutingContext ctx, boolean up) {
        answer(ctx, up ? 200 : 503, up ? "up" : "down");
    }

    private static void answer(RoutingContext ctx, int status, String text) {
        ctx.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(new JsonObject().put("status", text).toBuffer());
    }
}

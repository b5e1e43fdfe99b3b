package dev.pkce.gateway.challenge;

import dev.pkce.gateway.api.Pkce;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Supplier;

/** The ceiling of {@code load-tests/ceiling.sh}: makes the same challenges as the gateway, and keeps none. */
public final class BareChallenges extends VerticleBase {
    private final Challenges challenges = new Challenges();
    private final int port;

    private BareChallenges(int port) {
        this.port = port;
    }

    /** Answers whoever asks at the port that is the first argument, on as many event loops as the gateway has. */
    public static void main(String[] arguments) {
        int port = Integer.parseInt(arguments[0]);
        int loops = Runtime.getRuntime().availableProcessors();
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(loops));
        Supplier<Deployable> handlers = () -> new BareChallenges(port);
        vertx.deployVerticle(handlers, new DeploymentOptions().setInstances(loops))
                .await();
    }

    @Override
    public Future<?> start() {
        return vertx.createHttpServer().requestHandler(this::onRequest).listen(port, "127.0.0.1");
    }

    private void onRequest(HttpServerRequest request) {
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(Pkce.of(challenges.next(false)).toBuffer());
    }
}

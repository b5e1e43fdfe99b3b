package dev.pkce.gateway;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

/** The verticles that a gateway consists of, from their deployment to its orderly end. */
final class Parts {
    static final String CHALLENGE = "challenge";
    static final String AUTHORIZE = "authorize";
    static final String TOKEN = "token";
    static final String HTTP = "http";

    private final Map<String, String> deployed = new ConcurrentHashMap<>();
    private final Map<String, Future<?>> ended = new ConcurrentHashMap<>();
    private final Vertx vertx;
    private volatile boolean draining;

    /** None yet. They end with the verticle that deploys them, if not before. */
    Parts(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Deploys a part, one instance of it for every event loop. */
    Future<String> deploy(String part, Supplier<Deployable> verticle) {
        return vertx.deployVerticle(verticle, new DeploymentOptions().setInstances(eventLoops()))
                .onSuccess(id -> deployed.put(part, id));
    }

    private int eventLoops() {
        return (int) StreamSupport.stream(
                        ((VertxInternal) vertx).nettyEventLoopGroup().spliterator(), false)
                .count();
    }

    /** Whether they are to go soon. */
    boolean draining() {
        return draining;
    }

    /**
     * Stops them in order, as {@code stop} is configured: after the delay takes nothing new, finishes the exchanges
     * under way, those at the beginning of sign-ins until they are {@code settled}, and answers with 503 who still waits.
     */
    Future<?> drain(StopConfig stop, Supplier<Future<?>> settled) {
        draining = true;
        // Of what is left then those who wait are to be told in any case.
        long patience = stop.deadline().minus(stop.delay()).toMillis() * 3 / 4;
        return new Draining()
                .then("others know that it is not ready", () -> pause(stop.delay()))
                .then("nothing new is taken", this::close)
                .then(
                        "exchanges are finished",
                        () -> Future.join(undeploy(TOKEN), settled.get()).timeout(patience, TimeUnit.MILLISECONDS))
                .then("who waited has been told", () -> undeploy(AUTHORIZE))
                .then("all answers have left", () -> undeploy(HTTP))
                .over();
    }

    private Future<?> pause(Duration delay) {
        return delay.isZero() ? Future.succeededFuture() : vertx.timer(delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Begins to close the listener, which is over when all that it took is answered. */
    private Future<?> close() {
        undeploy(HTTP);
        return Future.succeededFuture();
    }

    private Future<?> undeploy(String part) {
        String id = deployed.get(part);
        return id == null ? Future.succeededFuture() : ended.computeIfAbsent(part, any -> vertx.undeploy(id));
    }
}

package dev.pkce.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.BindException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A gateway with a process of its own, from its start to the signal that ends it. */
final class Running {
    private static final long LONGEST_STOP_SECONDS = 25;

    private final Vertx vertx;
    private final GatewayVerticle gateway;

    private Running(Vertx vertx, GatewayVerticle gateway) {
        this.vertx = vertx;
        this.gateway = gateway;
    }

    static Vertx vertx() {
        return Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    }

    /** Starts a gateway; the port that the system refuses is told with {@link #refusal}. */
    static Running start(Vertx vertx, GatewayConfig config) {
        GatewayVerticle gateway = new GatewayVerticle(config);
        vertx.deployVerticle(gateway).await();
        return new Running(vertx, gateway);
    }

    GatewayVerticle gateway() {
        return gateway;
    }

    /** Serves until the process is told to stop, which it then does in order, with exit code 0. */
    void untilStopped() {
        // A JVM ended by a signal exits with 128 + its number, unless the hook says otherwise.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(stop() ? 0 : 1), "stop"));
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean stop() {
        gateway.drain();
        Future<Void> closed = vertx.close().timeout(LONGEST_STOP_SECONDS, TimeUnit.SECONDS);
        try {
            closed.await();
            return true;
        } catch (Exception tooSlow) {
            // A TimeoutException, which is checked, though await() does not declare it.
            return false;
        }
    }

    /** One line for a port that cannot be had, of the two (the system does not say which); null for any other failure. */
    static @Nullable String refusal(Throwable failure, GatewayConfig config) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof BindException || message.contains("bind(..)")) {
                return "Cannot listen on %s:%d, or for operators on %s:%d (%s). Choose another port with http.port or PKCE_HTTP_PORT, the one for operators with management.port or PKCE_MANAGEMENT_PORT."
                        .formatted(
                                config.http().host(),
                                config.http().port(),
                                config.management().host(),
                                config.management().port(),
                                message);
            }
        }
        return null;
    }
}

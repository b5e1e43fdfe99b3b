package dev.pkce.gateway;

import dev.pkce.gateway.logging.Logs;
import dev.pkce.gateway.trace.OtlpTracing;
import dev.pkce.gateway.trace.TracingConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gateway with a process of its own, from its start to the signal that ends it. */
final class Running {
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Vertx vertx;
    private final GatewayVerticle gateway;

    private Running(Vertx vertx, GatewayVerticle gateway) {
        this.vertx = vertx;
        this.gateway = gateway;
    }

    static Vertx vertx() {
        return vertx(TracingConfig.OFF);
    }

    /** The same, whose traces go where {@code tracing} says. */
    static Vertx vertx(TracingConfig tracing) {
        // One event loop for each processor, not two: nothing here blocks, so a second one would only take turns with
        // it.
        int loops = Runtime.getRuntime().availableProcessors();
        return vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(loops), tracing);
    }

    static Vertx vertx(VertxOptions options, TracingConfig tracing) {
        VertxBuilder vertx = Vertx.builder().with(options);
        return tracing.endpoint() == null
                ? vertx.build()
                : vertx.withTracer(new OtlpTracing(tracing)).build();
    }

    /** Starts a gateway, which from then on stops in order when the process is told to. */
    static Running start(Vertx vertx, GatewayConfig config) {
        GatewayVerticle gateway = new GatewayVerticle(config);
        vertx.deployVerticle(gateway).await();
        Running running = new Running(vertx, gateway);
        Signals.on("TERM", () -> running.stop("SIGTERM", 128 + 15));
        Signals.on("INT", () -> running.stop("SIGINT", 128 + 2));
        return running;
    }

    GatewayVerticle gateway() {
        return gateway;
    }

    /** Serves; a signal ends the process, not this method. */
    void untilStopped() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the process with 0 once everybody is answered; the second time, at once and with {@code code}. */
    private void stop(String signal, int code) {
        if (stopping.compareAndSet(false, true)) {
            Duration deadline = gateway.inForce().stop().deadline();
            log().info("Stopping: {}, within {} s", signal, deadline.toSeconds());
            System.exit(stopped(deadline) ? 0 : 1);
        }
        log().warn("Stopping: {} again, so at once", signal);
        Logs.end();
        Runtime.getRuntime().halt(code);
    }

    private boolean stopped(Duration deadline) {
        Future<?> closed = gateway.drain().eventually(vertx::close);
        try {
            closed.await(deadline.toMillis(), TimeUnit.MILLISECONDS);
            log().info("Stopped");
            return true;
        } catch (Exception tooSlow) {
            // A TimeoutException, which is checked, though await() does not declare it in every version.
            log().error("Stopping: not over within stop.deadline, so whatever is under way is cut off");
            return false;
        } finally {
            Logs.end();
        }
    }

    // Not a constant: the class is loaded before Main has said where the logging configuration is.
    private static Logger log() {
        return LoggerFactory.getLogger(Running.class);
    }
}

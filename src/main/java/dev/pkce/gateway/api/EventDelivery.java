package dev.pkce.gateway.api;

import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands events to one listener in their order, on a worker thread, so that it may be slow or fail and harm nobody. */
final class EventDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(EventDelivery.class);
    private static final int MOST = 10_000;

    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean missing = new AtomicBoolean();
    private final Vertx vertx;
    private final Consumer<FlowEvent> listener;
    private final Runnable missed;

    EventDelivery(Vertx vertx, Consumer<FlowEvent> listener, Runnable missed) {
        this.vertx = vertx;
        this.listener = listener;
        this.missed = missed;
    }

    void onEvent(FlowEvent event) {
        if (waiting.incrementAndGet() <= MOST) {
            vertx.executeBlocking(() -> deliver(event));
            return;
        }
        waiting.decrementAndGet();
        missed.run();
        if (!missing.getAndSet(true)) {
            LOG.warn("A listener is {} flow events behind, and misses more until it has caught up", MOST);
        }
    }

    private boolean deliver(FlowEvent event) {
        try {
            listener.accept(event);
        } catch (RuntimeException failure) {
            LOG.warn("A listener to flow events failed", failure);
        } finally {
            if (waiting.decrementAndGet() == 0) {
                missing.set(false);
            }
        }
        return true;
    }
}

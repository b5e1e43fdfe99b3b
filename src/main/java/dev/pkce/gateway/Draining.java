package dev.pkce.gateway;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stages of a stop, one after the other, each told with the time that it took. */
final class Draining {
    private static final Logger LOG = LoggerFactory.getLogger(Draining.class);

    private Future<?> last = Future.succeededFuture();

    /** Adds a stage, which begins when the one before is over, whichever way; {@code told} once it is over itself. */
    Draining then(String told, Supplier<Future<?>> stage) {
        last = last.transform(before -> timed(told, stage));
        return this;
    }

    private static Future<?> timed(String told, Supplier<Future<?>> stage) {
        long began = System.nanoTime();
        return stage.get().onComplete(over -> tell(told, over.succeeded(), System.nanoTime() - began));
    }

    private static void tell(String told, boolean done, long nanos) {
        LOG.info("Stopping: {}{} ({} ms)", done ? "" : "not in time: ", told, TimeUnit.NANOSECONDS.toMillis(nanos));
    }

    /** When the last stage is over. */
    Future<?> over() {
        return last;
    }
}

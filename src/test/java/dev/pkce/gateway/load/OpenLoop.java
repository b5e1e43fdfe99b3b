package dev.pkce.gateway.load;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;

/** Starts a login whenever one is due, however long those before it take, on one event loop. */
final class OpenLoop {
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final Promise<Void> over = Promise.promise();
    private final Vertx vertx;
    private final Context context;
    private final long nanosEach;
    private final LongFunction<Future<?>> login;
    private long began;
    private volatile long latest;
    private volatile boolean stopped;

    /** For {@code rate} a second; {@code login} is told when it was due, by {@link System#nanoTime()}. */
    OpenLoop(Vertx vertx, int rate, LongFunction<Future<?>> login) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.nanosEach = 1_000_000_000L / rate;
        this.login = login;
    }

    /** Goes on until {@link #stop}. */
    OpenLoop begin() {
        context.runOnContext(begin -> {
            began = System.nanoTime();
            vertx.setPeriodic(1, this::tick);
        });
        return this;
    }

    /** How many have begun so far. */
    int started() {
        return started.get();
    }

    /** How many of them have not ended. */
    int left() {
        return started.get() - ended.get();
    }

    /** How late a login was begun at the most: by so much this process itself did not keep up. */
    Duration latest() {
        return Duration.ofNanos(latest);
    }

    /** Starts no more; succeeds once the last of them has ended. */
    Future<Void> stop() {
        context.runOnContext(stop -> {
            stopped = true;
            completeIfOver();
        });
        return over.future();
    }

    private void tick(long timer) {
        if (stopped) {
            vertx.cancelTimer(timer);
            return;
        }
        latest = Math.max(latest, System.nanoTime() - due());
        for (long due = due(); due <= System.nanoTime(); due = due()) {
            started.incrementAndGet();
            login.apply(due).onComplete(done -> ended());
        }
    }

    private long due() {
        return began + started.get() * nanosEach;
    }

    private void ended() {
        ended.incrementAndGet();
        completeIfOver();
    }

    private void completeIfOver() {
        if (stopped && ended.get() == started.get()) {
            over.tryComplete();
        }
    }
}

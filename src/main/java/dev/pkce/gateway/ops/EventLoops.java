package dev.pkce.gateway.ops;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** Has each event loop tell how late it is for a beat of its own. Safe from any thread. */
public final class EventLoops extends VerticleBase {
    private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long BLOCKED_SECONDS = 5;
    private static final Duration[] BUCKETS = LongStream.of(1, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final List<Beat> beats = new CopyOnWriteArrayList<>();
    private final List<ScheduledFuture<?>> scheduled = new ArrayList<>();
    private final MeterRegistry registry;

    /** Tells {@code registry}. */
    public EventLoops(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Future<?> start() {
        // No verticle can be sent to a certain event loop, and each is to be looked at once.
        for (EventExecutor loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
            Beat beat = new Beat(lag(beats.size()));
            beats.add(beat);
            scheduled.add(loop.scheduleWithFixedDelay(beat, 0, BEAT_NANOS, TimeUnit.NANOSECONDS));
        }
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        scheduled.forEach(beat -> beat.cancel(false));
        return Future.succeededFuture();
    }

    /** Why not all of them are as they should be; empty if they are. */
    Optional<String> trouble() {
        long silent = beats.stream().filter(Beat::missed).count();
        return silent == 0
                ? Optional.empty()
                : Optional.of("%d of %d event loops have done nothing for %d seconds."
                        .formatted(silent, beats.size(), BLOCKED_SECONDS));
    }

    private Timer lag(int loop) {
        return Timer.builder("pkce.event.loop.lag")
                .description("How late event loops are for what they were to do at a certain time.")
                .tag("loop", Integer.toString(loop))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private static final class Beat implements Runnable {
        private final Timer lag;
        private volatile long due = System.nanoTime();

        Beat(Timer lag) {
            this.lag = lag;
        }

        boolean missed() {
            return System.nanoTime() - due > TimeUnit.SECONDS.toNanos(BLOCKED_SECONDS);
        }

        @Override
        public void run() {
            lag.record(System.nanoTime() - due, TimeUnit.NANOSECONDS);
            due = System.nanoTime() + BEAT_NANOS;
        }
    }
}

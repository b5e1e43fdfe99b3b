package dev.pkce.gateway.load;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxBootstrapImpl;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.threadchecker.BlockedThreadEvent;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An agent of the JVM that has a program on Vert.x tell of what holds its event loops, as the program is: Vert.x's checker at
 * 50 ms, and how late each loop is for a beat every 5 ms, which a collection or another process may be the reason of too.
 */
public final class LoopWatch implements VertxServiceProvider {
    static final int LIMIT_MILLIS = 50;
    private static final int LATE_MILLIS = 10;
    private static final int FRAMES = 3;
    private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static volatile PrintStream told = System.out;

    private final Queue<ScheduledFuture<?>> beats = new ConcurrentLinkedQueue<>();
    private final Map<Thread, Long> since = new ConcurrentHashMap<>();

    /** Tells it to {@code file} with the id of the process behind its name. */
    public static void premain(String file) throws IOException {
        String name = file + ProcessHandle.current().pid();
        told = new PrintStream(name, StandardCharsets.UTF_8);
    }

    @Override
    public void init(VertxBootstrap bootstrap) {
        bootstrap
                .options()
                .setBlockedThreadCheckInterval(5)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
                .setMaxEventLoopExecuteTime(LIMIT_MILLIS)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS);
        // No metrics; they are the way to the Vert.x that is made.
        ((VertxBootstrapImpl) bootstrap).metrics(new VertxMetrics() {
            @Override
            public void vertxCreated(Vertx vertx) {
                watch((VertxInternal) vertx);
            }
        });
    }

    private void watch(VertxInternal vertx) {
        vertx.blockedThreadChecker().setThreadBlockedHandler(this::onBlocked);
        for (EventExecutor loop : vertx.nettyEventLoopGroup()) {
            beats.add(loop.scheduleWithFixedDelay(new Beat(), 0, BEAT_NANOS, TimeUnit.NANOSECONDS));
        }
    }

    /** Told at each look for as long as it lasts. */
    private void onBlocked(BlockedThreadEvent event) {
        long began = System.nanoTime() - event.duration();
        Long before = since.put(event.thread(), began);
        boolean same = before != null && Math.abs(began - before) < TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
        tell(
                same ? "held-still" : "held",
                event.duration(),
                where(event.thread().getStackTrace()));
    }

    /** Where the thread is, and what of this program has called that. */
    private static String where(StackTraceElement... stack) {
        return Stream.concat(Arrays.stream(stack).limit(1), Arrays.stream(stack).filter(LoopWatch::ours))
                .limit(FRAMES)
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
                .collect(Collectors.joining(" < "));
    }

    private static boolean ours(StackTraceElement frame) {
        return frame.getClassName().startsWith("dev.pkce.");
    }

    private static void tell(String what, long nanos, String why) {
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
        told.printf("%d %s %d %s%n", System.currentTimeMillis(), what, millis, why);
    }

    private static final class Beat implements Runnable {
        private long due = System.nanoTime();

        @Override
        public void run() {
            long late = System.nanoTime() - due;
            if (late > TimeUnit.MILLISECONDS.toNanos(LATE_MILLIS)) {
                tell("late", late, Thread.currentThread().getName());
            }
            due = System.nanoTime() + BEAT_NANOS;
        }
    }
}

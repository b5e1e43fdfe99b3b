package dev.pkce.gateway.redis;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to Redis that is opened again whenever it is lost, on an event loop of its own. Commands follow one another
 * on it without waiting for replies. One that gets none in time closes it, as no reply can overtake that one.
 */
final class Line {
    private static final Logger LOG = LoggerFactory.getLogger(Line.class);
    private static final long HEARTBEAT_MILLIS = 1_000;
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final int DOUBLINGS = 4;
    // A program that has just begun takes its time, and a busy machine more.
    private static final long FIRST_GRACE_MILLIS = 4_000;

    private final AtomicReference<@Nullable Live> live = new AtomicReference<>();
    private final ContextInternal context;
    private final Supplier<Redis> clients;
    private final Purpose purpose;
    private final long deadlineMillis;
    // The rest is only touched on the context.
    private int failures;
    private boolean closed;
    private long beat = -1;

    /** A connection that is there. A client of its own, as only that can be closed for good. */
    private record Live(Redis client, io.vertx.redis.client.RedisConnection connection) {}

    /** Not open yet. */
    Line(Vertx vertx, Supplier<Redis> clients, Purpose purpose, long deadlineMillis) {
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        this.clients = clients;
        this.purpose = purpose;
        this.deadlineMillis = deadlineMillis;
    }

    /** Begins, and goes on until {@link #close}; done after the first attempt, whatever came of that. */
    Future<?> open() {
        Promise<Void> tried = Promise.promise();
        context.runOnContext(begin -> {
            beat = context.setPeriodic(HEARTBEAT_MILLIS, tick -> heartbeat());
            attempt(deadlineMillis + FIRST_GRACE_MILLIS).onComplete(any -> tried.complete());
        });
        return tried.future();
    }

    boolean isOpen() {
        return live.get() != null;
    }

    boolean runsOn(EventLoop loop) {
        return context.nettyEventLoop() == loop;
    }

    /** Sends at once, or fails at once; the failure is the client's, or null where there is no connection. */
    @Nullable Future<Response> send(Request request) {
        Live now = live.get();
        return now == null
                ? null
                : now.connection
                        .send(request)
                        .timeout(deadlineMillis, TimeUnit.MILLISECONDS)
                        .onFailure(failure -> failed(now, failure));
    }

    private void failed(Live line, Throwable failure) {
        Fault fault = Fault.of(failure);
        if (fault.lost()) {
            lose(line, fault);
        }
    }

    private Future<?> attempt(long patienceMillis) {
        Redis client = clients.get();
        return client.connect()
                .compose(connection -> purpose.begin(connection).map(connection))
                .timeout(patienceMillis, TimeUnit.MILLISECONDS)
                .onSuccess(connection -> begun(new Live(client, connection)))
                .onFailure(failure -> notBegun(client, failure));
    }

    private void begun(Live line) {
        if (closed) {
            line.client.close();
            return;
        }
        failures = 0;
        live.set(line);
        line.connection.endHandler(end -> lose(line, new Fault(Fault.Outcome.UNKNOWN, "closed", true)));
        line.connection.exceptionHandler(failure -> failed(line, failure));
    }

    private void notBegun(Redis client, Throwable failure) {
        client.close();
        Fault fault = Fault.of(failure);
        if (failures == 0) {
            LOG.warn("No connection to Redis: {}", fault.reason());
        }
        purpose.unwell(fault);
        again();
    }

    private void lose(Live line, Fault fault) {
        if (live.compareAndSet(line, null)) {
            LOG.warn("A connection to Redis is lost: {}", fault.reason());
            line.client.close();
            context.runOnContext(next -> again());
        }
    }

    private void again() {
        if (!closed) {
            long pause = FIRST_PAUSE_MILLIS << Math.min(failures++, DOUBLINGS);
            context.setTimer(pause, now -> reopen());
        }
    }

    private void reopen() {
        if (!closed) {
            attempt(deadlineMillis);
        }
    }

    private void heartbeat() {
        Live now = live.get();
        if (now != null) {
            purpose.check(now.connection)
                    .timeout(deadlineMillis, TimeUnit.MILLISECONDS)
                    .onSuccess(well -> purpose.well())
                    .onFailure(failure -> unwell(now, failure));
        }
    }

    private void unwell(Live line, Throwable failure) {
        purpose.unwell(Fault.of(failure));
        failed(line, failure);
    }

    /** Ends it; whoever waits for a reply is told. */
    Future<?> close() {
        Promise<Void> over = Promise.promise();
        context.runOnContext(end -> {
            closed = true;
            context.owner().cancelTimer(beat);
            Live last = live.getAndSet(null);
            (last == null ? Future.<Void>succeededFuture() : last.client.close()).onComplete(over);
        });
        return over.future();
    }
}

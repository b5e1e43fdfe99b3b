package dev.pkce.gateway.flow;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Does things in the order in which they come, at once while they are few, and else some now and some later, so that the event
 * loop gets to its connections in between. Confined to one event loop, and only called on a context of it.
 */
public final class Portions {
    /** So many at once, or as many as take two milliseconds, if those are fewer. */
    static final int SIZE = 64;

    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    // By a timer: whatever else is left to a later turn of the loop may be done for a second before it looks at a
    // connection.
    private static final long PAUSE_MILLIS = 1;

    private final Queue<Runnable> later = new ArrayDeque<>();
    private final List<Promise<Void>> awaited = new ArrayList<>();
    private int room = SIZE;
    private long until;

    /** Does {@code task} for each of {@code all}; completes once all of it is done. */
    static <T> Future<Void> each(List<T> all, Consumer<T> task) {
        Portions portions = new Portions();
        all.forEach(one -> portions.add(() -> task.accept(one)));
        return portions.done();
    }

    /** Does {@code task} once all that came before it is done. */
    public void add(Runnable task) {
        if (room == SIZE) {
            begin();
        }
        if (later.isEmpty() && open()) {
            room--;
            task.run();
        } else {
            later.add(task);
        }
    }

    /** Completes once all that has come is done. */
    public Future<Void> done() {
        if (later.isEmpty()) {
            return Future.succeededFuture();
        }
        Promise<Void> done = Promise.promise();
        awaited.add(done);
        return done.future();
    }

    private boolean open() {
        return room == SIZE || (room > 0 && System.nanoTime() - until < 0);
    }

    private void begin() {
        until = System.nanoTime() + LONGEST_NANOS;
        Vertx.currentContext().owner().setTimer(PAUSE_MILLIS, over -> next());
    }

    private void next() {
        room = SIZE;
        if (!later.isEmpty()) {
            begin();
        }
        while (open() && !later.isEmpty()) {
            room--;
            later.remove().run();
        }
        if (later.isEmpty()) {
            awaited.forEach(Promise::tryComplete);
            awaited.clear();
        }
    }
}

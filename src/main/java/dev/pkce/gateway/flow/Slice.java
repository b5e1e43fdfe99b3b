package dev.pkce.gateway.flow;

import io.vertx.core.shareddata.LocalMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Challenges of about the same age. Counts what is in it exactly, even while it is being closed. */
final class Slice {
    /** What has come of an addition. */
    enum Added {
        YES,
        TAKEN,
        CLOSED
    }

    // Far enough from 0 that no addition under way leads back there.
    private static final int CLOSED = Integer.MIN_VALUE / 2;

    private final AtomicInteger size = new AtomicInteger();
    private final AtomicLong first = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong last = new AtomicLong(Long.MIN_VALUE);
    private final String name;
    private final LocalMap<IssuedRow, IssuedRow> rows;

    /** An empty one in {@code rows}, the shared map of this {@code name}. */
    Slice(String name, LocalMap<IssuedRow, IssuedRow> rows) {
        this.name = name;
        this.rows = rows;
    }

    String name() {
        return name;
    }

    int size() {
        return size.get();
    }

    /** Whether the first of them ends within {@code span} of {@code deadline}, if there is one. */
    boolean near(long deadline, long span) {
        long earliest = first.get();
        return earliest == Long.MAX_VALUE || Math.abs(deadline - earliest) <= span;
    }

    /** Whether there were some and the time of all of them is over. */
    boolean ended(long now) {
        long latest = last.get();
        return latest != Long.MIN_VALUE && latest - now <= 0;
    }

    Added add(IssuedRow row) {
        if (size.incrementAndGet() <= 0) {
            return Added.CLOSED;
        }
        long deadline = row.deadline();
        // Almost always one of a time that is known, for many come in a millisecond.
        if (deadline < first.get()) {
            first.accumulateAndGet(deadline, Math::min);
        }
        if (deadline > last.get()) {
            last.accumulateAndGet(deadline, Math::max);
        }
        if (rows.putIfAbsent(row, row) == null) {
            return Added.YES;
        }
        size.decrementAndGet();
        return Added.TAKEN;
    }

    /** The row that equals {@code named}; null if there is none. */
    @Nullable IssuedRow get(IssuedRow named) {
        return rows.get(named);
    }

    /** Takes {@code flow} out after {@code instead}; false if it is not there as {@code named}, or went with the slice. */
    boolean take(IssuedRow named, Flow.Issued flow, Runnable instead) {
        // Locks what is kept under the state, so nobody sees the time between.
        return rows.get(named) != null && new Taking(flow, instead).from(named);
    }

    void forEach(Consumer<Flow> reader) {
        rows.forEach((key, row) -> reader.accept(row.flow()));
    }

    /** False, and as before, if there is any in it. */
    boolean closeEmpty() {
        boolean empty = size.compareAndSet(0, CLOSED);
        if (empty) {
            rows.close();
        }
        return empty;
    }

    /** Forgets all of them; how many there were. */
    int close() {
        int left = size.getAndSet(CLOSED);
        rows.close();
        return Math.max(0, left);
    }

    /** One attempt to take a row. */
    private final class Taking {
        private final Flow.Issued flow;
        private final Runnable instead;
        private boolean taken;

        Taking(Flow.Issued flow, Runnable instead) {
            this.flow = flow;
            this.instead = instead;
        }

        boolean from(IssuedRow named) {
            rows.computeIfPresent(named, (same, now) -> taken(now));
            return taken;
        }

        private @Nullable IssuedRow taken(IssuedRow now) {
            if (!now.flow().equals(flow) || size.getAndDecrement() <= 0) {
                return now;
            }
            instead.run();
            taken = true;
            return null;
        }
    }
}

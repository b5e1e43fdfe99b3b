package dev.pkce.gateway.flow;

import io.vertx.core.shareddata.Shareable;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Challenges of about the same age. Counts what is in it exactly, even while it is being closed. */
final class Slice implements Shareable {
    /** What has come of an addition. */
    enum Added {
        YES,
        TAKEN,
        CLOSED
    }

    // Far enough from 0 that no addition under way leads back there.
    private static final int CLOSED = Integer.MIN_VALUE / 2;

    private static final int MOST_PARTS = 16;
    // So many that event loops seldom meet, and no more: what is written side by side is written sooner.
    private static final int PARTS =
            Math.min(MOST_PARTS, Integer.highestOneBit(2 * Runtime.getRuntime().availableProcessors() - 1));

    private final AtomicInteger size = new AtomicInteger();
    private final AtomicLong first = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong last = new AtomicLong(Long.MIN_VALUE);
    private final List<IssuedTable> parts;
    private final Long name;

    /** A slice that is to be the only one in {@code rooms}, which are {@link #small} or those of one that is closed. */
    Slice(Long name, List<IssuedTable.Room> rooms) {
        this.name = name;
        this.parts = rooms.stream().map(IssuedTable::new).toList();
    }

    /** Rooms for a slice that needs little yet. */
    static List<IssuedTable.Room> small() {
        return Stream.generate(IssuedTable.Room::small).limit(PARTS).toList();
    }

    Long name() {
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
        if (part(row.bytes()).add(row)) {
            return Added.YES;
        }
        size.decrementAndGet();
        return Added.TAKEN;
    }

    // By other bits than those that the table goes by.
    private IssuedTable part(byte[] state) {
        return parts.get(state[Integer.BYTES] & (PARTS - 1));
    }

    /** The row of {@code state}; null if there is none. */
    @Nullable IssuedRow get(byte[] state) {
        return part(state).get(state);
    }

    /** Takes {@code flow} out after {@code instead}; false if it is not there under {@code state}, or went with the slice. */
    boolean take(byte[] state, Flow.Issued flow, Runnable instead) {
        // The table is locked meanwhile, so nobody sees the time between.
        return part(state).take(state, row -> taken(row, flow, instead));
    }

    private boolean taken(IssuedRow row, Flow.Issued flow, Runnable instead) {
        boolean taken = row.flow().equals(flow) && size.getAndDecrement() > 0;
        if (taken) {
            instead.run();
        }
        return taken;
    }

    void forEach(Consumer<Flow> reader) {
        parts.stream().flatMap(part -> part.all().stream()).map(IssuedRow::flow).forEach(reader);
    }

    /** False, and as before, if there is any in it. */
    boolean closeEmpty() {
        return size.compareAndSet(0, CLOSED);
    }

    /** Takes no more; how many there were. */
    int close() {
        return Math.max(0, size.getAndSet(CLOSED));
    }

    /** Of a slice that is closed: what its challenges were in. */
    List<IssuedTable.Room> vacate() {
        return parts.stream().map(IssuedTable::vacate).toList();
    }
}

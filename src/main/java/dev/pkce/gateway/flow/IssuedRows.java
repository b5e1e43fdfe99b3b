package dev.pkce.gateway.flow;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Challenges that nobody has seeded yet, in slices of the time: each goes into the newest one, and whole slices go when the
 * time of all that is in them is over. So none has an entry of its own in anything that orders them, and no map grows so
 * large that its growing holds an event loop. Safe from any thread.
 */
final class IssuedRows {
    /** The shared map of the slices. */
    static final String MAP = "pkce.flows.issued";

    // Of all stores, so that no two of them share a slice.
    private static final AtomicLong OPENED = new AtomicLong();

    // Few enough to look into each of them for a state.
    private static final int SLICES = 32;

    private final Supplier<FlowConfig> config;
    private final LocalMap<Long, Slice> shared;
    // The same in their order.
    private volatile List<Slice> slices = List.of();
    // Of the slice that went last, for the next: while a flood lasts, one goes for each that comes, and the
    // collector need not move anything, least of all into memory that was never touched.
    private List<IssuedTable.Room> spare = Slice.small();

    IssuedRows(Vertx vertx, Supplier<FlowConfig> config) {
        this.config = config;
        this.shared = vertx.sharedData().getLocalMap(MAP);
    }

    /** False if there is one with its state. */
    boolean add(IssuedRow row) {
        Slice.Added added = newest(row).add(row);
        while (added == Slice.Added.CLOSED) {
            added = newest(row).add(row);
        }
        return added == Slice.Added.YES;
    }

    private Slice newest(IssuedRow row) {
        List<Slice> now = slices;
        Slice last = now.isEmpty() ? null : now.get(now.size() - 1);
        return last == null || full(last, row) ? open(last) : last;
    }

    private boolean full(Slice slice, IssuedRow row) {
        FlowConfig limits = config.get();
        return slice.size() > Math.min(limits.max() / SLICES, IssuedTable.MOST)
                || !slice.near(row.deadline(), limits.ttl().toMillis() / SLICES);
    }

    /** A new slice, unless another thread has opened one after {@code last}. */
    private synchronized Slice open(@Nullable Slice last) {
        List<Slice> next = new ArrayList<>(slices);
        Slice newest = next.isEmpty() ? null : next.get(next.size() - 1);
        if (newest != null && newest != last) {
            return newest;
        }
        // Where all were seeded soon there is nothing to look into for their time to end.
        next.removeIf(this::closedEmpty);
        Slice slice = new Slice(OPENED.incrementAndGet(), spare);
        spare = Slice.small();
        shared.put(slice.name(), slice);
        next.add(slice);
        slices = List.copyOf(next);
        return slice;
    }

    private boolean closedEmpty(Slice slice) {
        boolean closed = slice.closeEmpty();
        if (closed) {
            shared.remove(slice.name());
            spare = slice.vacate();
        }
        return closed;
    }

    /** The one of {@code state}; null if there is none. The newest come first, for most are seeded soon. */
    Flow.@Nullable Issued get(String state) {
        byte[] bytes = States.bytes(state);
        IssuedRow found = bytes == null ? null : get(bytes);
        return found == null ? null : found.flow();
    }

    private @Nullable IssuedRow get(byte[] state) {
        List<Slice> now = slices;
        for (ListIterator<Slice> next = now.listIterator(now.size()); next.hasPrevious(); ) {
            IssuedRow found = next.previous().get(state);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** Takes {@code flow} out, and runs {@code instead} before anybody can see that it is gone; false if it was not there. */
    boolean take(Flow.Issued flow, Runnable instead) {
        byte[] state = States.bytes(flow.origin().state());
        return state != null && slices.stream().anyMatch(slice -> slice.take(state, flow, instead));
    }

    void forEach(Consumer<Flow> reader) {
        slices.forEach(slice -> slice.forEach(reader));
    }

    /**
     * Drops the oldest slice of which all that was put into it ends before {@code now}; how many were left in it, -1 if there
     * is none.
     */
    int drop(long now) {
        // Not always the oldest of all: since flows.ttl was made shorter, younger ones may end first.
        for (Slice slice : slices) {
            if (slice.ended(now)) {
                return drop(slice);
            }
        }
        return -1;
    }

    /** Has the next one begin a new slice if there is but one, so that this one will be of one age. */
    void seal() {
        List<Slice> all = slices;
        if (all.size() == 1 && all.get(0).size() > 0) {
            open(all.get(0));
        }
    }

    private synchronized int drop(Slice slice) {
        slices = slices.stream().filter(other -> other != slice).toList();
        shared.remove(slice.name());
        int left = slice.close();
        spare = slice.vacate();
        return left;
    }

    void close() {
        slices.forEach(this::drop);
        shared.close();
    }
}

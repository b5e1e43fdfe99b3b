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
    private final LocalMap<String, Flow.Issued> flows;

    /** An empty one in {@code flows}, the shared map of this {@code name}. */
    Slice(String name, LocalMap<String, Flow.Issued> flows) {
        this.name = name;
        this.flows = flows;
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

    Added add(Flow.Issued flow) {
        if (size.incrementAndGet() <= 0) {
            return Added.CLOSED;
        }
        long deadline = flow.origin().deadline();
        // Almost always one of a time that is known, for many come in a millisecond.
        if (deadline < first.get()) {
            first.accumulateAndGet(deadline, Math::min);
        }
        if (deadline > last.get()) {
            last.accumulateAndGet(deadline, Math::max);
        }
        if (flows.putIfAbsent(flow.origin().state(), flow) == null) {
            return Added.YES;
        }
        size.decrementAndGet();
        return Added.TAKEN;
    }

    Flow.@Nullable Issued get(String state) {
        return flows.get(state);
    }

    /** Takes {@code flow} out after {@code instead}; false if it is not there, or went with the slice. */
    boolean take(Flow.Issued flow, Runnable instead) {
        String state = flow.origin().state();
        // Locks what is kept under the state, so nobody sees the time between.
        return flows.get(state) != null && new Taking(flow, instead).from(state);
    }

    void forEach(Consumer<Flow> reader) {
        flows.forEach((state, flow) -> reader.accept(flow));
    }

    /** False, and as before, if there is any in it. */
    boolean closeEmpty() {
        boolean empty = size.compareAndSet(0, CLOSED);
        if (empty) {
            flows.close();
        }
        return empty;
    }

    /** Forgets all of them; how many there were. */
    int close() {
        int left = size.getAndSet(CLOSED);
        flows.close();
        return Math.max(0, left);
    }

    /** One attempt to take a row. */
    private final class Taking {
        private final Flow.Issued row;
        private final Runnable instead;
        private boolean taken;

        Taking(Flow.Issued row, Runnable instead) {
            this.row = row;
            this.instead = instead;
        }

        boolean from(String state) {
            flows.computeIfPresent(state, (same, now) -> taken(now));
            return taken;
        }

        private Flow.@Nullable Issued taken(Flow.Issued now) {
            if (!now.equals(row) || size.getAndDecrement() <= 0) {
                return now;
            }
            instead.run();
            taken = true;
            return null;
        }
    }
}

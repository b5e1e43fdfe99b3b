package dev.pkce.gateway.flow;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Flows that are over and are kept to tell replays of them, the oldest first. Safe from any thread. */
final class Finished {
    private final Queue<Flow> flows = new ConcurrentLinkedQueue<>();
    private final AtomicInteger kept = new AtomicInteger();

    /** Adds {@code over}; the oldest, which is to go, if there are more than {@code max} now. */
    @Nullable Flow add(Flow over, int max) {
        flows.add(over);
        return kept.incrementAndGet() > max ? flows.poll() : null;
    }

    /** One of them is gone. */
    void removed() {
        kept.decrementAndGet();
    }

    /** Leaves those whose time is over by {@code now} to whoever ends flows at their time. */
    void forget(long now) {
        for (Flow oldest = flows.peek(); oldest != null && oldest.origin().ended(now); oldest = flows.peek()) {
            flows.remove(oldest);
        }
    }
}

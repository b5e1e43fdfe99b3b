package dev.pkce.gateway.flow;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The shared local maps, state → flow and hash of a code → state, and how full they are. Safe from any thread. Flows
 * that are over are kept to tell replays, as many as may be under way, and keep no new login out.
 */
final class Rows {
    private static final int FORGOTTEN_AT_ONCE = 4;
    private static final int CLUTTER = 10_000;
    // In most cases by age too: flows live equally long until flows.ttl is changed.
    private static final Comparator<Origin> BY_END =
            Comparator.comparingLong(Origin::deadline).thenComparing(Origin::state);

    private final LocalMap<String, Flow> flows;
    private final LocalMap<String, String> codes;
    // An entry may outlive its row and is then skipped.
    private final NavigableSet<Origin> byEnd = new ConcurrentSkipListSet<>(BY_END);
    private final NavigableSet<Origin> issued = new ConcurrentSkipListSet<>(BY_END);
    private final Queue<Flow> finished = new ConcurrentLinkedQueue<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger kept = new AtomicInteger();
    private final AtomicInteger aged = new AtomicInteger();
    private final Census census;
    private final IntSupplier max;

    Rows(Vertx vertx, IntSupplier max) {
        this.flows = vertx.sharedData().getLocalMap("pkce.flows");
        this.codes = vertx.sharedData().getLocalMap("pkce.codes");
        this.max = max;
        this.census = new Census(max);
    }

    int underWay() {
        return underWay.get();
    }

    Census census() {
        return census;
    }

    boolean full() {
        return underWay.get() >= max.getAsInt();
    }

    @Nullable Flow get(String state) {
        return flows.get(state);
    }

    void forEach(Consumer<Flow> reader) {
        flows.forEach((state, row) -> reader.accept(row));
    }

    /** Puts the first row of a flow; false if there is one or the maps are full. */
    boolean insert(Flow flow) {
        if (underWay.incrementAndGet() > max.getAsInt()
                || flows.putIfAbsent(flow.origin().state(), flow) != null) {
            underWay.decrementAndGet();
            return false;
        }
        census.moved(null, flow);
        if (flow instanceof Flow.Issued) {
            issued.add(flow.origin());
            forgetSeeded();
        }
        byEnd.add(flow.origin());
        aged.incrementAndGet();
        return true;
    }

    /**
     * Makes room at the expense of the oldest challenge that nobody has seeded, if it is due to end before
     * {@code latest}; false if there is none.
     */
    boolean evict(long latest) {
        while (true) {
            Origin idle = first(issued);
            if (idle == null || !idle.ended(latest)) {
                return false;
            }
            if (issued.remove(idle) && flows.get(idle.state()) instanceof Flow.Issued row && remove(row)) {
                census.evicted();
                return true;
            }
        }
    }

    /** More than one comes for each that is added, so those that were seeded never pile up. */
    private void forgetSeeded() {
        for (int i = 0; i < FORGOTTEN_AT_ONCE; i++) {
            Origin oldest = first(issued);
            if (oldest == null || flows.get(oldest.state()) instanceof Flow.Issued) {
                return;
            }
            issued.remove(oldest);
        }
    }

    /** Puts {@code next} in the place of {@code row}; false if another row has taken that place. */
    boolean replace(Flow row, Flow next) {
        if (!flows.replaceIfPresent(row.origin().state(), row, next)) {
            return false;
        }
        census.moved(row, next);
        if (next.over() && !row.over()) {
            underWay.decrementAndGet();
            keep(next);
        }
        return true;
    }

    private void keep(Flow over) {
        finished.add(over);
        if (kept.incrementAndGet() > max.getAsInt()) {
            Flow oldest = finished.poll();
            if (oldest != null) {
                remove(oldest);
            }
        }
    }

    /** Takes {@code row} out; false if another row has taken its place. */
    boolean remove(Flow row) {
        if (!flows.removeIfPresent(row.origin().state(), row)) {
            return false;
        }
        census.moved(row, null);
        (row.over() ? kept : underWay).decrementAndGet();
        String hash = row.codeHash();
        if (hash != null) {
            codes.remove(hash);
        }
        return true;
    }

    /** The origin of a flow that ended before {@code now}; each is told once. */
    @Nullable Origin pollEnded(long now) {
        while (!finished.isEmpty() && finished.element().origin().ended(now)) {
            finished.poll();
        }
        Origin idle = first(issued);
        while (idle != null && idle.ended(now)) {
            issued.remove(idle);
            idle = first(issued);
        }
        Origin next = first(byEnd);
        if (next == null || !next.ended(now) || !byEnd.remove(next)) {
            return null;
        }
        aged.decrementAndGet();
        return next;
    }

    private static @Nullable Origin first(NavigableSet<Origin> ordered) {
        Iterator<Origin> origins = ordered.iterator();
        return origins.hasNext() ? origins.next() : null;
    }

    /** Whether more flows were ended before their time than there are. */
    boolean cluttered() {
        return aged.get() > 2 * (underWay.get() + kept.get()) + CLUTTER;
    }

    /** Forgets the ages of flows that ended before their time. Reads all of them, so not for an event loop. */
    void tidy() {
        issued.removeIf(origin -> !(flows.get(origin.state()) instanceof Flow.Issued));
        byEnd.removeIf(origin -> !flows.containsKey(origin.state()) && aged.decrementAndGet() >= 0);
    }

    /** Whose the code with {@code hash} is; {@code state}'s from now on if it was nobody's. */
    String claim(String hash, String state) {
        String owner = codes.putIfAbsent(hash, state);
        return owner == null ? state : owner;
    }

    /** Takes a claim back, unless the flow of {@code state} has that code. */
    void disclaim(String hash, String state) {
        Flow row = flows.get(state);
        if (row == null || !hash.equals(row.codeHash())) {
            codes.removeIfPresent(hash, state);
        }
    }

    @Nullable String owner(String hash) {
        return codes.get(hash);
    }

    void close() {
        flows.close();
        codes.close();
    }
}

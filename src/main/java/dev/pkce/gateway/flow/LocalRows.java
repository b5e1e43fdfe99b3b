package dev.pkce.gateway.flow;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The shared local maps, state → flow and hash of a code → state, and how full they are. Safe from any thread. Flows
 * that are over are kept to tell replays, as many as may be under way, and keep no new login out.
 */
final class LocalRows implements Rows {
    private static final int FORGOTTEN_AT_ONCE = 4;
    private static final int CLUTTER = 10_000;
    private static final Future<Swap> WON = Future.succeededFuture(Swap.WON);
    private static final Future<Swap> LOST = Future.succeededFuture(Swap.LOST);
    private static final Future<Swap> FULL = Future.succeededFuture(Swap.FULL);
    // In most cases by age too: flows live equally long until flows.ttl is changed.
    private static final Comparator<Origin> BY_END =
            Comparator.comparingLong(Origin::deadline).thenComparing(Origin::state);

    private final Vertx vertx;
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
    private final LongSupplier idle;

    /** Has room for {@code max} logins; a challenge that ends before {@code idle} makes room for others. */
    LocalRows(Vertx vertx, IntSupplier max, LongSupplier idle) {
        this.vertx = vertx;
        this.flows = vertx.sharedData().getLocalMap("pkce.flows");
        this.codes = vertx.sharedData().getLocalMap("pkce.codes");
        this.max = max;
        this.idle = idle;
        this.census = new Census(max);
    }

    @Override
    public int underWay() {
        return underWay.get();
    }

    Census census() {
        return census;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        census.bindTo(registry);
    }

    @Override
    public Future<@Nullable Row> get(String state) {
        Flow flow = flows.get(state);
        return flow == null ? Future.succeededFuture() : Future.succeededFuture(new Row(flow));
    }

    @Override
    public Future<?> forEach(Reader reader) {
        return vertx.executeBlocking(
                () -> {
                    flows.forEach((state, flow) -> reader.read(new Row(flow)));
                    return this;
                },
                false);
    }

    @Override
    public Future<Swap> insert(Flow flow) {
        while (underWay.incrementAndGet() > max.getAsInt()) {
            underWay.decrementAndGet();
            // A flood of challenges must not end sign-ins: only what nobody has seeded in a while makes room.
            if (!evict(idle.getAsLong())) {
                return FULL;
            }
        }
        if (flows.putIfAbsent(flow.origin().state(), flow) != null) {
            underWay.decrementAndGet();
            return LOST;
        }
        inserted(flow);
        return WON;
    }

    private void inserted(Flow flow) {
        census.moved(null, flow);
        if (flow instanceof Flow.Issued) {
            issued.add(flow.origin());
            forgetSeeded();
        }
        byEnd.add(flow.origin());
        aged.incrementAndGet();
    }

    /**
     * Makes room at the expense of the oldest challenge that nobody has seeded, if it is due to end before
     * {@code latest}; false if there is none.
     */
    private boolean evict(long latest) {
        while (true) {
            Origin idle = first(issued);
            if (idle == null || !idle.ended(latest)) {
                return false;
            }
            if (issued.remove(idle) && flows.get(idle.state()) instanceof Flow.Issued row && removed(row)) {
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

    @Override
    public Future<Swap> replace(Row row, Flow next) {
        Flow flow = row.flow();
        if (!flows.replaceIfPresent(flow.origin().state(), flow, next)) {
            return LOST;
        }
        census.moved(flow, next);
        if (next.over() && !flow.over()) {
            underWay.decrementAndGet();
            keep(next);
        }
        return WON;
    }

    private void keep(Flow over) {
        finished.add(over);
        if (kept.incrementAndGet() > max.getAsInt()) {
            Flow oldest = finished.poll();
            if (oldest != null) {
                removed(oldest);
            }
        }
    }

    @Override
    public Future<Swap> remove(Row row) {
        return removed(row.flow()) ? WON : LOST;
    }

    private boolean removed(Flow row) {
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

    @Override
    public @Nullable Origin pollEnded(long now) {
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

    @Override
    public Future<?> tidy() {
        return cluttered()
                ? vertx.executeBlocking(Executors.callable(this::forgetAges), false)
                : Future.succeededFuture();
    }

    /** Forgets the ages of flows that ended before their time. Reads all of them, so not for an event loop. */
    void forgetAges() {
        issued.removeIf(origin -> !(flows.get(origin.state()) instanceof Flow.Issued));
        byEnd.removeIf(origin -> !flows.containsKey(origin.state()) && aged.decrementAndGet() >= 0);
    }

    @Override
    public Future<String> claim(String hash, String state) {
        String owner = codes.putIfAbsent(hash, state);
        return Future.succeededFuture(owner == null ? state : owner);
    }

    @Override
    public Future<?> disclaim(String hash, String state) {
        Flow row = flows.get(state);
        if (row == null || !hash.equals(row.codeHash())) {
            codes.removeIfPresent(hash, state);
        }
        return Future.succeededFuture();
    }

    @Override
    public Future<@Nullable String> owner(String hash) {
        return Future.succeededFuture(codes.get(hash));
    }

    @Override
    public void close() {
        flows.close();
        codes.close();
    }
}

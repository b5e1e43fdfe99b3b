package dev.pkce.gateway.flow;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The shared local maps, state → flow and hash of a code → state, and how full they are; {@link IssuedRows} has what
 * nobody has seeded yet. Safe from any thread. Flows that are over are kept to tell replays, as many as may be under way,
 * and keep no new login out.
 */
final class LocalRows implements Rows {
    private static final int CLUTTER = 10_000;
    private static final Future<Swap> WON = Future.succeededFuture(Swap.WON);
    private static final Future<Swap> LOST = Future.succeededFuture(Swap.LOST);
    private static final Future<Swap> FULL = Future.succeededFuture(Swap.FULL);

    private final Vertx vertx;
    private final IssuedRows issued;
    private final LocalMap<String, Flow> flows;
    private final LocalMap<String, String> codes;
    private final Ends ends = new Ends();
    private final Finished finished = new Finished();
    private final AtomicInteger underWay = new AtomicInteger();
    private final Census census;
    private final Supplier<FlowConfig> config;
    private final LongSupplier idle;

    /** As large as {@code config} has it; challenges that end before {@code idle} make room for others. */
    LocalRows(Vertx vertx, Supplier<FlowConfig> config, LongSupplier idle) {
        this.vertx = vertx;
        this.issued = new IssuedRows(vertx, config);
        this.flows = vertx.sharedData().getLocalMap("pkce.flows");
        this.codes = vertx.sharedData().getLocalMap("pkce.codes");
        this.config = config;
        this.idle = idle;
        this.census = new Census(this::max);
    }

    private int max() {
        return config.get().max();
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
        Flow flow = flow(state);
        return flow == null ? Future.succeededFuture() : Future.succeededFuture(new Row(flow));
    }

    private @Nullable Flow flow(String state) {
        Flow flow = flows.get(state);
        if (flow == null) {
            flow = issued.get(state);
        }
        // It may have been seeded between the two looks, and is then there before it is gone here.
        return flow == null ? flows.get(state) : flow;
    }

    @Override
    public Future<?> forEach(Predicate<Flow> wanted, Reader reader) {
        // One after the other for each context: whoever clears without end must not have all worker threads read.
        return vertx.executeBlocking(() -> {
                    // In this order, so that none is missed that is being seeded.
                    issued.forEach(
                            flow -> Stream.of(flow).filter(wanted).map(Row::new).forEach(reader::read));
                    return flows.values().stream().filter(wanted).map(Row::new).toList();
                })
                // Callers wait for these: all told at once, the event loop would not get to a connection for a second.
                .compose(seeded -> Portions.each(seeded, reader::read));
    }

    @Override
    public Future<Swap> insert(Flow flow) {
        while (underWay.incrementAndGet() > max()) {
            underWay.decrementAndGet();
            // A flood of challenges must not end sign-ins: only what nobody has seeded in a while makes room.
            if (!evict(idle.getAsLong())) {
                return FULL;
            }
        }
        if (!put(flow)) {
            underWay.decrementAndGet();
            return LOST;
        }
        census.moved(null, flow);
        return WON;
    }

    private boolean put(Flow flow) {
        IssuedRow challenge = flow instanceof Flow.Issued ? IssuedRow.of(flow.origin()) : null;
        // The gateway made that state of 256 random bits, so it is in no slice but perhaps the newest.
        if (challenge != null) {
            return !flows.containsKey(flow.origin().state()) && issued.add(challenge);
        }
        boolean free = flows.putIfAbsent(flow.origin().state(), flow) == null;
        if (free) {
            ends.add(flow.origin());
        }
        return free;
    }

    /** Makes room at the expense of the oldest challenges that nobody has seeded, if they are due to end before {@code latest}. */
    private boolean evict(long latest) {
        int gone = issued.drop(latest);
        while (gone == 0) {
            gone = issued.drop(latest);
        }
        if (gone < 0) {
            issued.seal();
            return false;
        }
        dropped(gone);
        census.evicted(gone);
        return true;
    }

    private void dropped(int gone) {
        underWay.addAndGet(-gone);
        census.dropped(gone);
    }

    @Override
    public Future<Swap> replace(Row row, Flow next) {
        Flow flow = row.flow();
        if (!seeded(flow, next) && !flows.replaceIfPresent(flow.origin().state(), flow, next)) {
            return LOST;
        }
        census.moved(flow, next);
        if (next.over() && !flow.over()) {
            underWay.decrementAndGet();
            keep(next);
        }
        return WON;
    }

    /** Whether {@code flow} was a challenge that nobody had seeded, and is not any more. */
    private boolean seeded(Flow flow, Flow next) {
        boolean was = flow instanceof Flow.Issued challenge
                && issued.take(challenge, () -> flows.put(flow.origin().state(), next));
        if (was) {
            ends.add(next.origin());
        }
        return was;
    }

    private void keep(Flow over) {
        Flow oldest = finished.add(over, max());
        if (oldest != null) {
            removed(oldest);
        }
    }

    @Override
    public Future<Swap> remove(Row row) {
        return removed(row.flow()) ? WON : LOST;
    }

    private boolean removed(Flow row) {
        boolean was = row instanceof Flow.Issued challenge && issued.take(challenge, () -> {});
        if (!was && !flows.removeIfPresent(row.origin().state(), row)) {
            return false;
        }
        census.moved(row, null);
        if (row.over()) {
            finished.removed();
        } else {
            underWay.decrementAndGet();
        }
        String hash = row.codeHash();
        if (hash != null) {
            codes.remove(hash);
        }
        return true;
    }

    @Override
    public @Nullable Origin pollEnded(long now) {
        finished.forget(now);
        for (int gone = issued.drop(now); gone >= 0; gone = issued.drop(now)) {
            dropped(gone);
        }
        return ends.poll(now);
    }

    /** Whether more flows were ended before their time than there are. */
    boolean cluttered() {
        return ends.size() > 2 * flows.size() + CLUTTER;
    }

    @Override
    public Future<?> tidy() {
        return cluttered()
                ? vertx.executeBlocking(Executors.callable(this::forgetAges), false)
                : Future.succeededFuture();
    }

    /** Forgets the ages of flows that ended before their time. Reads all of them, so not for an event loop. */
    void forgetAges() {
        ends.keep(flows::containsKey);
    }

    @Override
    public Future<String> claim(String hash, String state) {
        String owner = codes.putIfAbsent(hash, state);
        return Future.succeededFuture(owner == null ? state : owner);
    }

    @Override
    public Future<?> disclaim(String hash, String state) {
        Flow row = flow(state);
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
        issued.close();
        flows.close();
        codes.close();
    }
}

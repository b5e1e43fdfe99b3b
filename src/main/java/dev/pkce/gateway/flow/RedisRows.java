package dev.pkce.gateway.flow;

import dev.pkce.gateway.redis.RedisConnection;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Flows in Redis, or Valkey, for every node that has the keys. A row is sealed, and kept under the hash of its state until a
 * while after its time, by the server's clock.
 */
final class RedisRows implements Rows {
    private static final int EVICTED_AT_ONCE = 8;

    private final RedisConnection redis;
    private final Sealed sealed;
    private final RowChanges changes;
    private final FlowIndex index;
    private final CodeOwners codes;
    private final ServerClock clock;
    private final LongSupplier idle;

    /** Has room for {@code max} logins on all nodes; a challenge that ends before {@code idle} makes room for others. */
    RedisRows(RedisStore store, IntSupplier max, LongSupplier idle) {
        this.redis = store.redis();
        this.sealed = store.sealed();
        this.changes = new RowChanges(store);
        this.index = new FlowIndex(store, max);
        this.codes = new CodeOwners(store);
        this.clock = store.clock();
        this.idle = idle;
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public long lateMillis() {
        return clock.patienceMillis();
    }

    @Override
    public Future<@Nullable Row> get(String state) {
        return at(S256.of(state));
    }

    private Future<@Nullable Row> at(String hash) {
        String name = name(hash);
        return redis.send(Request.cmd(Command.GET).arg(name)).compose(reply -> row(name, reply));
    }

    private Future<@Nullable Row> row(String name, @Nullable Response reply) {
        return reply == null ? Future.succeededFuture() : sealed.row(name, reply.toBytes());
    }

    @Override
    public Future<Swap> insert(Flow flow) {
        return insert(S256.of(flow.origin().state()), flow, EVICTED_AT_ONCE);
    }

    private Future<Swap> insert(String hash, Flow flow, int tries) {
        return index.enter(hash, flow.origin().deadline()).compose(entered -> {
            if (entered) {
                return put(hash, flow);
            }
            // A flood of challenges must not end sign-ins: only what nobody has seeded in a while makes room.
            return tries == 0 ? full() : evict().compose(room -> room ? insert(hash, flow, tries - 1) : full());
        });
    }

    /** Found by its sets before it is there: a flow that they lack could not be cleared, nor make room. */
    private Future<Swap> put(String hash, Flow flow) {
        return index.add(hash, flow)
                .compose(added -> changes.insert(name(hash), flow))
                .onFailure(failure -> gone(hash, failure));
    }

    private void gone(String hash, Throwable failure) {
        if (!RedisConnection.mayHaveBeenDone(failure)) {
            index.leave(hash);
        }
    }

    private static Future<Swap> full() {
        return Future.succeededFuture(Swap.FULL);
    }

    private Future<Boolean> evict() {
        return index.popIdle(idle.getAsLong())
                .compose(hash -> hash.isEmpty() ? Future.succeededFuture(false) : evict(hash));
    }

    /** Of one that was seeded meanwhile nobody has to know: there is another try. */
    private Future<Boolean> evict(String hash) {
        return at(hash).compose(row -> row == null ? index.leave(hash).map(true) : evict(row));
    }

    private Future<Boolean> evict(Row row) {
        Future<Swap> gone = row.flow() instanceof Flow.Issued ? remove(row) : full();
        return gone.map(true);
    }

    @Override
    public Future<Swap> replace(Row row, Flow next) {
        String hash = S256.of(next.origin().state());
        return changes.replace(name(hash), row, next).onSuccess(swap -> moved(swap, hash, row.flow(), next));
    }

    @Override
    public Future<Swap> remove(Row row) {
        String hash = S256.of(row.flow().origin().state());
        return changes.remove(name(hash), row).onSuccess(swap -> moved(swap, hash, row.flow(), null));
    }

    private void moved(Swap swap, String hash, Flow before, @Nullable Flow after) {
        if (swap == Swap.WON) {
            index.moved(hash, before, after);
            codes.moved(before, after);
        }
    }

    @Override
    public Future<String> claim(String hash, String state) {
        return codes.claim(hash, state);
    }

    @Override
    public Future<?> disclaim(String hash, String state) {
        // Looked at again afterwards: another call may just have had its flow take that very code.
        return unless(hash, state, () -> codes.disclaim(hash, state))
                .compose(gone -> get(state))
                .compose(row -> has(row, hash) ? claim(hash, state) : Future.succeededFuture());
    }

    private Future<?> unless(String hash, String state, Supplier<Future<?>> otherwise) {
        return get(state).compose(row -> has(row, hash) ? Future.succeededFuture() : otherwise.get());
    }

    private static boolean has(@Nullable Row row, String hash) {
        return row != null && hash.equals(row.flow().codeHash());
    }

    @Override
    public Future<@Nullable String> owner(String hash) {
        return codes.owner(hash);
    }

    @Override
    public Future<?> forEach(Predicate<Flow> wanted, Reader reader) {
        return index.forEach(hash -> read(hash, reader));
    }

    @Override
    public Future<?> forEachOf(@Nullable String applicationId, Predicate<Flow> wanted, Reader reader) {
        return index.forEachOf(applicationId, hash -> read(hash, reader));
    }

    @Override
    public Future<?> forEachEnded(Reader reader) {
        return index.forEachEnded(hash -> read(hash, reader));
    }

    private Future<?> read(String hash, Reader reader) {
        return at(hash).compose(row -> row == null ? Future.succeededFuture() : reader.read(row));
    }

    @Override
    public int underWay() {
        return index.underWay();
    }

    @Override
    public Future<?> tidy() {
        return Future.join(clock.learn(), index.count());
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("pkce.flows", index, FlowIndex::underWay)
                .description("Flows under way on all nodes, as far as this one has heard.")
                .tag("stage", "under_way")
                .register(registry);
        Gauge.builder("pkce.flows.limit", index, FlowIndex::limit)
                .description("How many flows may be under way on all nodes (flows.max).")
                .register(registry);
    }

    @Override
    public void close() {
        // All of it belongs to the other nodes as well.
    }

    private String name(String hash) {
        return redis.prefix() + ":f:{" + hash + "}";
    }
}

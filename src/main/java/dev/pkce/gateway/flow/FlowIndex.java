package dev.pkce.gateway.flow;

import dev.pkce.gateway.redis.RedisConnection;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which flows are under way, which of them lie idle, and whose they are: sets in Redis of the hashes of states, by when each
 * flow ends. A member may outlive its flow, and goes in its time.
 */
final class FlowIndex {
    /** How long a row is kept when its time is over, so that whoever waits for it is told. */
    static final long GRACE_MILLIS = 60_000;

    // Longer than any flow lives, see FlowConfig.
    private static final long KEPT_MILLIS = 2 * 3_600_000;
    private static final int PORTION = 200;

    private final RedisConnection redis;
    private final ServerClock clock;
    private final IntSupplier max;
    private final String way;
    private final String idle;
    private volatile int underWay;

    /** In {@code store}, with room for {@code max} flows. */
    FlowIndex(RedisStore store, IntSupplier max) {
        this.redis = store.redis();
        this.clock = store.clock();
        this.max = max;
        this.way = redis.prefix() + ":way";
        this.idle = redis.prefix() + ":idle";
    }

    /** How many flows were under way when that was heard of last. */
    int underWay() {
        return underWay;
    }

    /** How many may be. */
    int limit() {
        return max.getAsInt();
    }

    /** Whether there is room for a flow that ends at {@code deadline}; it has that room from then on. */
    Future<Boolean> enter(String hash, long deadline) {
        return redis.eval(
                        RowScripts.ENTER,
                        List.of(way),
                        List.of(clock.getAsLong(), max.getAsInt(), hash, deadline, GRACE_MILLIS, KEPT_MILLIS))
                .map(reply -> counted(number(reply)));
    }

    private boolean counted(long count) {
        underWay = count == 0 ? max.getAsInt() : (int) count;
        return count > 0;
    }

    /** Counts those under way. */
    Future<?> count() {
        return redis.send(Request.cmd(Command.ZCOUNT)
                        .arg(way)
                        .arg(clock.getAsLong())
                        .arg("+inf"))
                .onSuccess(count -> underWay = (int) number(count));
    }

    /** Notes whose the flow is, and whether it lies idle. */
    Future<?> add(String hash, Flow flow) {
        Future<?> owned = add(owner(flow.origin().applicationId()), hash, flow);
        return flow instanceof Flow.Issued ? Future.join(owned, add(idle, hash, flow)) : owned;
    }

    private Future<?> add(String set, String hash, Flow flow) {
        long now = clock.getAsLong();
        long deadline = flow.origin().deadline();
        // No longer than its members, as anybody can give the names that make sets.
        return redis.eval(RowScripts.ADD, List.of(set), List.of(now, hash, deadline, deadline - now + GRACE_MILLIS));
    }

    /** {@code after} has taken the place of {@code before}; null is no row. Nobody need wait for it to be noted. */
    void moved(String hash, Flow before, @Nullable Flow after) {
        if (before instanceof Flow.Issued) {
            drop(idle, hash);
        } else if (after instanceof Flow.Issued) {
            add(idle, hash, after);
        }
        if (after == null || after.over()) {
            leave(hash);
            drop(owner(before.origin().applicationId()), hash);
        }
    }

    /** Gives back the room that was {@linkplain #enter entered}. */
    Future<@Nullable Response> leave(String hash) {
        return drop(way, hash);
    }

    private Future<@Nullable Response> drop(String set, String hash) {
        return redis.send(Request.cmd(Command.ZREM).arg(set).arg(hash));
    }

    /** A flow that was idle, which no other node is told too; empty if none ends before {@code latest}. */
    Future<String> popIdle(long latest) {
        return redis.eval(RowScripts.POP, List.of(idle), List.of(latest)).map(String::valueOf);
    }

    /** Shows {@code reader} all that are under way, a portion at a time. */
    Future<?> forEach(Function<String, Future<?>> reader) {
        return scan(way, "0", reader);
    }

    /** The same of one application; null for those of none. */
    Future<?> forEachOf(@Nullable String applicationId, Function<String, Future<?>> reader) {
        return scan(owner(applicationId), "0", reader);
    }

    private Future<?> scan(String set, String cursor, Function<String, Future<?>> reader) {
        Request portion =
                Request.cmd(Command.ZSCAN).arg(set).arg(cursor).arg("COUNT").arg(PORTION);
        return redis.send(portion).compose(reply -> {
            Response found = Objects.requireNonNull(reply);
            return read(members(found.get(1), 2), reader).compose(read -> {
                String next = found.get(0).toString();
                return next.equals("0") ? Future.succeededFuture() : scan(set, next, reader);
            });
        });
    }

    /** Shows {@code reader} those whose time is over, a portion at a time, and forgets them. */
    Future<Void> forEachEnded(Function<String, Future<?>> reader) {
        Request ended = Request.cmd(Command.ZRANGE)
                .arg(way)
                .arg("-inf")
                .arg(clock.getAsLong())
                .arg("BYSCORE")
                .arg("LIMIT")
                .arg(0)
                .arg(PORTION);
        return redis.send(ended).compose(found -> ended(members(Objects.requireNonNull(found), 1), reader));
    }

    private Future<Void> ended(List<String> hashes, Function<String, Future<?>> reader) {
        Future<?> read = read(hashes, hash -> reader.apply(hash).compose(shown -> leave(hash)));
        return read.compose(more -> hashes.size() < PORTION ? Future.succeededFuture() : forEachEnded(reader));
    }

    private static Future<?> read(List<String> hashes, Function<String, Future<?>> reader) {
        List<Future<?>> reads = new ArrayList<>();
        for (String hash : hashes) {
            reads.add(reader.apply(hash));
        }
        return Future.join(reads);
    }

    /** Every {@code step}th element, as scores stand between members. */
    private static List<String> members(Response found, int step) {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < found.size(); i += step) {
            members.add(found.get(i).toString());
        }
        return members;
    }

    private String owner(@Nullable String applicationId) {
        return redis.prefix() + ":a:" + (applicationId == null ? "" : S256.of(applicationId));
    }

    private static long number(@Nullable Response reply) {
        return Objects.requireNonNull(reply).toLong();
    }
}

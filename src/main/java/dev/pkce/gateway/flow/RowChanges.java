package dev.pkce.gateway.flow;

import dev.pkce.gateway.flow.Rows.Swap;
import dev.pkce.gateway.redis.RedisConnection;
import dev.pkce.gateway.redis.Script;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Changes of one row, each decided by what Redis answers. Where no answer comes it is decided by what the row holds then,
 * and if that cannot be read the change fails, made or not. It is never made after that.
 */
final class RowChanges {
    private static final long MARGIN_MILLIS = 100;

    private final Vertx vertx;
    private final RedisConnection redis;
    private final Sealed sealed;
    private final ServerClock clock;

    /** A change of one row: the version that it leaves there. */
    private record Change(Script script, String name, String version, List<Object> arguments) {}

    RowChanges(RedisStore store) {
        this.vertx = store.vertx();
        this.redis = store.redis();
        this.sealed = store.sealed();
        this.clock = store.clock();
    }

    Future<Swap> insert(String name, Flow flow) {
        return make(written(RowScripts.INSERT, name, flow, List.of()), true);
    }

    Future<Swap> replace(String name, Row row, Flow next) {
        Change change = written(RowScripts.REPLACE, name, next, List.of(row.version()));
        Future<Swap> made = make(change, true);
        if (redeems(row.flow()) && next instanceof Flow.Answered) {
            // Whoever knows no more reads the row and decides anew, for a code that somebody else may redeem by then.
            return made.recover(failure -> RedisConnection.mayHaveBeenDone(failure)
                    ? insist(change, row.flow(), failure)
                    : Future.failedFuture(failure));
        }
        return redeems(next) ? made.onFailure(unknown -> takeBack(change, row.flow(), unknown)) : made;
    }

    private static boolean redeems(Flow flow) {
        return flow instanceof Flow.Spent spent && !spent.settled();
    }

    Future<Swap> remove(String name, Row row) {
        return make(new Change(RowScripts.REMOVE, name, "", List.of(row.version())), true);
    }

    private Change written(Script script, String name, Flow flow, List<Object> more) {
        String version = Sealed.version();
        List<Object> arguments = new ArrayList<>();
        arguments.add(sealed.row(name, version, flow));
        arguments.add(flow.origin().deadline() + FlowIndex.GRACE_MILLIS);
        arguments.addAll(more);
        return new Change(script, name, version, arguments);
    }

    private Future<Swap> make(Change change, boolean again) {
        List<Object> arguments = new ArrayList<>();
        arguments.add(clock.notAfter());
        arguments.addAll(change.arguments());
        return redis.eval(change.script(), List.of(change.name()), arguments)
                .compose(reply -> made(change, Objects.requireNonNull(reply).toLong(), again))
                .recover(failure -> RedisConnection.mayHaveBeenDone(failure)
                        ? found(change, failure)
                        : Future.failedFuture(failure));
    }

    private Future<Swap> made(Change change, long answer, boolean again) {
        if (answer >= 0 || !again) {
            return Future.succeededFuture(answer == RowScripts.DONE ? Swap.WON : Swap.LOST);
        }
        // Too late by its clock, but not by ours: ours is wrong.
        long now = Clock.millis();
        clock.learnt(-answer, now, now);
        return make(change, false);
    }

    private Future<Swap> found(Change change, Throwable unknown) {
        return redis.send(
                        Request.cmd(Command.GETRANGE).arg(change.name()).arg(0).arg(Sealed.VERSION_CHARS - 1))
                .map(version -> !change.version().isEmpty() && is(version, change.version()))
                // Whether that was read or not, nobody knows more than before.
                .otherwise(false)
                .compose(made -> made ? Future.succeededFuture(Swap.WON) : Future.failedFuture(unknown));
    }

    private static boolean is(@Nullable Response found, String version) {
        return found != null && version.equals(found.toString());
    }

    /**
     * A redemption of which nobody knows whether it was made, and whose caller was refused: if it was, nobody will ever
     * redeem that code, so the row becomes what it was.
     */
    private void takeBack(Change change, Flow before, Throwable unknown) {
        insist(written(RowScripts.REPLACE, change.name(), before, List.of(change.version())), before, unknown);
    }

    /** Makes {@code change}, however long Redis takes, but not before what was {@code unknown} can no longer be made. */
    private Future<Swap> insist(Change change, Flow flow, Throwable unknown) {
        return flow.origin().ended(clock.getAsLong())
                ? Future.failedFuture(unknown)
                : vertx.timer(clock.patienceMillis() + MARGIN_MILLIS, TimeUnit.MILLISECONDS)
                        .compose(now -> make(change, true))
                        .recover(again -> insist(change, flow, again));
    }
}

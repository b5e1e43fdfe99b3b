package dev.pkce.gateway.flow;

import static java.util.Objects.requireNonNull;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.flow.Rows.Swap;
import io.vertx.core.Future;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes each step of a flow as one compare-and-set on its row, so that of two racing callers exactly one wins, and tells
 * whoever waits.
 */
final class Transitions {
    private static final int ENDED_AT_ONCE = 500;

    private final Rows rows;
    private final Notices notices;
    private final Terms terms;

    Transitions(Rows rows, Notices notices, Terms terms) {
        this.rows = rows;
        this.notices = notices;
        this.terms = terms;
    }

    /** Takes {@code step} on the row of {@code state}, on a later one if another step comes first. */
    <T> Future<T> take(String state, Function<@Nullable Flow, Step<T>> step) {
        return row(state).compose(row -> attempt(state, row, step));
    }

    /** Takes {@code step} on a state that has no row, as far as anybody knows. */
    <T> Future<T> begin(String state, Function<@Nullable Flow, Step<T>> step) {
        return attempt(state, null, step);
    }

    private <T> Future<T> attempt(String state, @Nullable Row row, Function<@Nullable Flow, Step<T>> step) {
        Flow before = row == null ? null : row.flow();
        Step<T> taken = step.apply(before);
        Flow next = taken.next();
        if (next == null) {
            notices.refused(before, taken.cause());
            return taken.told();
        }
        Future<Swap> swap = swap(row, next);
        // What this process keeps itself is done by now, and another future would take a fiftieth of a challenge.
        return swap.succeeded()
                ? swapped(swap.result(), state, before, taken, step)
                : swap.compose(made -> swapped(made, state, before, taken, step));
    }

    private <T> Future<T> swapped(
            Swap swap, String state, @Nullable Flow before, Step<T> taken, Function<@Nullable Flow, Step<T>> step) {
        return switch (swap) {
            case WON -> won(before, taken);
            case LOST -> take(state, step);
            case FULL ->
                Future.failedFuture(new PkceException(Problem.unavailable("Too many sign-ins are under way.")));
        };
    }

    private Future<Swap> swap(@Nullable Row row, Flow next) {
        return row == null ? rows.insert(next) : rows.replace(row, next);
    }

    private <T> Future<T> won(@Nullable Flow before, Step<T> taken) {
        notices.moved(before, requireNonNull(taken.next()));
        notices.refused(before, taken.cause());
        return taken.told();
    }

    /** The flow of {@code state}; null if there is none, or its time is over. */
    Future<@Nullable Flow> find(String state) {
        return row(state).map(row -> row == null ? null : row.flow());
    }

    private Future<@Nullable Row> row(String state) {
        return rows.get(state).compose(row -> row == null ? Future.succeededFuture() : alive(row));
    }

    private Future<@Nullable Row> alive(Row row) {
        if (ended(row)) {
            return end(row, flow -> true, Problem.flowExpired()).map(over -> null);
        }
        return terms.forsaken(row.flow())
                ? end(row, terms::forsaken, Problem.providerGone())
                        .compose(over -> row(row.flow().origin().state()))
                : Future.succeededFuture(row);
    }

    private boolean ended(Row row) {
        return terms.ended(row.flow());
    }

    /** Ends the flow of {@code state} if {@code condemned} picks it; whoever waits for it is told {@code problem}. */
    Future<?> end(String state, Predicate<Flow> condemned, Problem problem) {
        return rows.get(state).compose(row -> end(row, condemned, problem));
    }

    /** Ends the flow that was read as {@code row}, or what other steps have made of it, if {@code condemned} picks it. */
    Future<?> end(@Nullable Row row, Predicate<Flow> condemned, Problem problem) {
        if (row == null || !condemned.test(row.flow())) {
            return Future.succeededFuture();
        }
        return settle(row).compose(swap -> {
            if (swap != Swap.WON) {
                return end(row.flow().origin().state(), condemned, problem);
            }
            notices.ended(row.flow(), problem);
            return Future.succeededFuture();
        });
    }

    private Future<Swap> settle(Row row) {
        Flow rest = ended(row) ? null : row.flow().rest();
        return rest == null ? rows.remove(row) : rows.replace(row, rest);
    }

    /** Ends flows whose time is over, a bounded number at once; true if there may be more. */
    boolean expire() {
        long now = terms.now();
        for (int i = 0; i < ENDED_AT_ONCE; i++) {
            Origin ended = rows.pollEnded(now);
            if (ended == null) {
                return false;
            }
            end(ended.state(), row -> row.origin().equals(ended), Problem.flowExpired());
        }
        return true;
    }

    /** Ends some of those that other processes began, and looks after what flows leave behind. */
    Future<?> tidy() {
        return Future.join(rows.forEachEnded(row -> end(row, flow -> true, Problem.flowExpired())), rows.tidy());
    }
}

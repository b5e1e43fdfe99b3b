package dev.pkce.gateway.flow;

import dev.pkce.gateway.api.Cause;
import dev.pkce.gateway.api.Cause.Reason;
import dev.pkce.gateway.api.Done;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes each step of a flow as one compare-and-set on its row, so that of two racing callers exactly one wins, and tells
 * whoever waits. Safe from any event loop.
 */
public final class FlowStore {
    private static final int ENDED_AT_ONCE = 5_000;
    private static final long IDLE_MILLIS = 10_000;

    private final Rows rows;
    private final Supplier<FlowConfig> config;
    private final Notices notices;
    private final LongSupplier clock;

    /** The store of the gateway on {@code vertx}, with the limits that {@code config} has at the moment. */
    public FlowStore(Vertx vertx, Supplier<FlowConfig> config) {
        this(vertx, config, Clock::millis);
    }

    FlowStore(Vertx vertx, Supplier<FlowConfig> config, LongSupplier clock) {
        this.rows = new Rows(vertx, () -> config.get().max());
        this.config = config;
        this.notices = new Notices(vertx, config, clock);
        this.clock = clock;
    }

    /** When a flow that begins now ends, in milliseconds of {@link Clock}. */
    public long deadline() {
        return clock.getAsLong() + config.get().ttl().toMillis();
    }

    /** How many logins are under way. */
    public int size() {
        return rows.underWay();
    }

    /** Keeps a new challenge, if need be in the place of one that lies idle; fails with 503 when the store is full. */
    public Future<Origin> issue(Origin origin) {
        return apply(origin.state(), row -> Steps.issue(row, origin));
    }

    /** Whether a challenge had to go that nobody has seeded in a while: a flood of them must not end sign-ins. */
    private boolean room() {
        return rows.evict(deadline() - IDLE_MILLIS);
    }

    /** Seeds the flow that {@code asked} names, or joins it; {@code offered} begins it where a client made its own. */
    public Future<Parked> park(Origin offered, Authorization asked, String address) {
        return apply(
                offered.state(),
                row -> Steps.park(row, offered, asked, address, config.get().strict()));
    }

    /** Waits for a seeded flow. */
    public Future<Parked> join(String state, String address) {
        return apply(state, row -> Steps.join(row, address));
    }

    /** What the flow of {@code state} asks of its provider while a person has yet to act; empty before its seed. */
    public Future<Optional<Authorization>> seeded(String state) {
        return apply(state, Steps::seeded);
    }

    /** Keeps what the provider calls the request that was pushed to it. */
    public Future<Pushed> push(String state, Pushed pushed) {
        return apply(state, row -> Steps.push(row, pushed));
    }

    /** Lets a browser leave for the provider; empty while a request that is {@code awaited} is still being pushed. */
    public Future<Optional<Departure>> depart(String state, boolean awaited) {
        return apply(state, row -> Steps.depart(row, awaited));
    }

    /** The flow of {@code state}, once it was seeded. */
    public Future<Flow.Bound> find(String state) {
        return row(state) instanceof Flow.Bound bound ? Future.succeededFuture(bound) : failed(Problem.unknownFlow());
    }

    /** Keeps the provider's code and wakes whoever waits for it. */
    public Future<Secret> answer(String state, Secret code) {
        return claimed(state, code, row -> Steps.answer(row, code));
    }

    /** Keeps the provider's code from whoever waits for it until {@link #confirm}; empty if that has been. */
    public Future<Optional<Flow.Held>> hold(String state, Secret code) {
        return claimed(state, code, row -> Steps.hold(row, code, new Secret(States.random())));
    }

    private <T> Future<T> claimed(String state, Secret code, Function<@Nullable Flow, Step<T>> step) {
        String hash = S256.of(code.reveal());
        if (!rows.claim(hash, state).equals(state)) {
            // A code belongs to one flow: somebody carries the code of one sign-in into another.
            return refuse(state, Problem.unknownFlow(), Reason.CODE_OF_ANOTHER_FLOW);
        }
        return apply(state, step).onFailure(refused -> rows.disclaim(hash, state));
    }

    /** Hands the code over that was held, if the person {@code agreed}, and wakes whoever waits. */
    public Future<Done> confirm(String state, Secret ticket, boolean agreed) {
        return apply(state, row -> Steps.confirm(row, ticket, agreed));
    }

    /** Keeps the provider's error and wakes whoever waits. */
    public Future<Problem> deny(String state, Problem problem) {
        return apply(state, row -> Steps.deny(row, problem));
    }

    /** Takes the seed back, because the provider could not be asked, and tells whoever waits {@code problem}. */
    public Future<Void> release(String state, Problem problem) {
        return apply(state, Steps::release)
                .onSuccess(seeded -> notices.ended(seeded, problem))
                .mapEmpty();
    }

    /** Spends {@code code} if {@code presented} fits its flow; empty if no flow of this gateway has it. */
    public Future<Optional<Redemption>> redeem(Secret code, Presented presented) {
        String state = rows.owner(S256.of(code.reveal()));
        if (state == null) {
            return config.get().strict() ? failed(Problem.invalidGrant()) : Future.succeededFuture(Optional.empty());
        }
        return apply(state, row -> Steps.redeem(row, presented)).map(Optional::of);
    }

    /** Ends the flow of {@code redemption}, whose exchange is over, and tells whoever listens how it ended. */
    public void redeemed(Redemption redemption, @Nullable Problem failure) {
        apply(redemption.origin().state(), Steps::settle);
        notices.redeemed(redemption, failure);
    }

    /** Whether the flow of {@code redemption} was cleared while its exchange was under way. */
    public boolean cleared(Redemption redemption) {
        return row(redemption.origin().state()) instanceof Flow.Spent spent && spent.settled();
    }

    /** Gives the code of {@code redemption} back, which never left because of {@code failure}. */
    public void restore(Redemption redemption, Problem failure) {
        apply(redemption.origin().state(), row -> Steps.restore(row, redemption));
        notices.redeemed(redemption, failure);
    }

    /** Fails with {@code problem}, and tells whoever listens that it was for {@code reason}, if there is such a flow. */
    public <T> Future<T> refuse(String state, Problem problem, Reason reason) {
        return apply(state, row -> Step.refuse(problem, reason));
    }

    /** Tells whoever listens that a call for a flow that is over was refused. */
    public void refused(Past flow, Cause cause) {
        notices.refused(flow, cause);
    }

    /** Ends every flow that {@code condemned} picks; whoever waits for one is told {@code problem}. Reads all rows. */
    public void end(Predicate<Flow> condemned, Problem problem) {
        rows.forEach(row -> endIf(row, condemned, problem));
    }

    /** Ends the flow of {@code state} if {@code condemned} picks it. */
    public void end(String state, Predicate<Flow> condemned, Problem problem) {
        endIf(rows.get(state), condemned, problem);
    }

    /** Ends flows whose time is over, a bounded number at once; true if there may be more. */
    boolean expire() {
        long now = clock.getAsLong();
        for (int i = 0; i < ENDED_AT_ONCE; i++) {
            Origin ended = rows.pollEnded(now);
            if (ended == null) {
                return false;
            }
            end(ended.state(), row -> row.origin().equals(ended), Problem.flowExpired());
        }
        return true;
    }

    /** The maps, to be looked after. */
    Rows rows() {
        return rows;
    }

    private <T> Future<T> apply(String state, Function<@Nullable Flow, Step<T>> step) {
        while (true) {
            Flow row = row(state);
            Step<T> taken = step.apply(row);
            Flow next = taken.next();
            if (next != null && row == null && rows.full()) {
                if (!room()) {
                    return failed(Problem.unavailable("Too many sign-ins are under way."));
                }
                continue;
            }
            if (next == null || swap(row, next)) {
                notices.refused(row, taken.cause());
                return taken.told();
            }
        }
    }

    private boolean swap(@Nullable Flow row, Flow next) {
        boolean won = row == null ? rows.insert(next) : rows.replace(row, next);
        if (won) {
            notices.moved(row, next);
        }
        return won;
    }

    private @Nullable Flow row(String state) {
        Flow row = rows.get(state);
        if (row != null && row.origin().ended(clock.getAsLong())) {
            endIf(row, expired -> true, Problem.flowExpired());
            return null;
        }
        return row;
    }

    private void endIf(@Nullable Flow row, Predicate<Flow> condemned, Problem problem) {
        if (row == null || !condemned.test(row)) {
            return;
        }
        if (settle(row)) {
            notices.ended(row, problem);
        } else {
            // Lost to another step: decided anew on what that step made of the row.
            endIf(rows.get(row.origin().state()), condemned, problem);
        }
    }

    private boolean settle(Flow row) {
        Flow rest = row.origin().ended(clock.getAsLong()) ? null : row.rest();
        return rest == null ? rows.remove(row) : rows.replace(row, rest);
    }

    private static <T> Future<T> failed(Problem problem) {
        return Future.failedFuture(new PkceException(problem));
    }
}

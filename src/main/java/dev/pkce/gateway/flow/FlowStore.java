package dev.pkce.gateway.flow;

import dev.pkce.gateway.api.Cause;
import dev.pkce.gateway.api.Cause.Reason;
import dev.pkce.gateway.api.ClearRequest;
import dev.pkce.gateway.api.Done;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The logins and every step that they can take, each decided by one compare-and-set. Safe from any event loop. */
public final class FlowStore {
    private final Rows rows;
    private final Wakes wakes;
    private final Terms terms;
    private final Lives lives;
    private final Notices notices;
    private final Transitions transitions;
    private final Claims claims;
    private final Restoring restoring;
    private final Seeding seeding;

    /** The store of the gateway on {@code vertx}, whose flows are held to {@code terms}. */
    public FlowStore(Vertx vertx, Terms terms) {
        this(() -> new LocalRows(vertx, terms.config(), terms::idle), new Wakes.Local(vertx.eventBus()), vertx, terms);
    }

    FlowStore(Supplier<Rows> rows, Wakes wakes, Vertx vertx, Terms terms) {
        this.wakes = wakes;
        this.terms = terms;
        this.lives = new Lives(terms);
        this.notices = new Notices(vertx, wakes, terms, lives);
        // Last: what this opens stays open until it is closed.
        this.rows = rows.get();
        this.transitions = new Transitions(this.rows, notices, terms);
        this.claims = new Claims(this.rows, transitions);
        this.restoring = new Restoring(vertx, transitions, terms.clock());
        this.seeding = new Seeding(vertx, this.rows, transitions, notices, terms);
    }

    /** When a flow that begins now ends, in milliseconds of {@link Clock}. */
    public long deadline() {
        return lives.deadline();
    }

    /** How long ago the flow of {@code origin} began, in milliseconds. */
    public long age(Origin origin) {
        return notices.age(origin);
    }

    /** How many logins are under way. */
    public int size() {
        return rows.underWay();
    }

    /** Keeps a new challenge, if need be in the place of one that lies idle; fails with 503 when the store is full. */
    public Future<Origin> issue(Origin origin) {
        return transitions.begin(origin.state(), row -> Steps.issue(row, origin));
    }

    /** Seeds the flow that {@code asked} names, or joins it; {@code offered} begins it where a client made its own. */
    public Future<Parked> park(Origin offered, Authorization asked, String address) {
        return seeding.park(offered, row -> Steps.park(row, offered, asked, wakes.place(address), terms.strict()));
    }

    /** Waits for a seeded flow. */
    public Future<Parked> join(String state, String address) {
        return transitions.take(state, row -> Steps.join(row, wakes.place(address)));
    }

    /** Whether other processes take steps of the same flows, whose news may get lost on its way. */
    public boolean shared() {
        return rows.shared();
    }

    /**
     * Tells the callers at {@code address} how {@code flow} stands by now, unless they have been told for sure. Done once it
     * was looked at, whatever came of that.
     */
    public Future<?> revisit(Flow.Asked flow, String address) {
        if (!rows.shared()) {
            return Future.succeededFuture();
        }
        String place = wakes.place(address);
        return transitions
                .take(flow.origin().state(), row -> Steps.rejoin(row, flow.authorization(), place))
                .onSuccess(parked -> notices.stands(parked, place))
                .onFailure(failure ->
                        notices.over(flow, place, PkceException.of(failure).problem()))
                .otherwiseEmpty();
    }

    /** What the flow of {@code state} asks of its provider while a person has yet to act; empty before its seed. */
    public Future<Optional<Authorization>> seeded(String state) {
        return transitions.take(state, Steps::seeded);
    }

    /** Keeps what the provider calls the request that was pushed to it. */
    public Future<Pushed> push(String state, Pushed pushed) {
        return transitions.take(state, row -> Steps.push(row, pushed));
    }

    /** Lets a browser leave for the provider; empty while a request that is {@code awaited} is still being pushed. */
    public Future<Optional<Departure>> depart(String state, boolean awaited) {
        return transitions.take(state, row -> Steps.depart(row, awaited));
    }

    /** The flow of {@code state}, once it was seeded. */
    public Future<Flow.Bound> find(String state) {
        return transitions
                .find(state)
                .compose(row -> row instanceof Flow.Bound bound
                        ? Future.succeededFuture(bound)
                        : failed(Problem.unknownFlow()));
    }

    /** Keeps the provider's code and wakes whoever waits for it. */
    public Future<Secret> answer(String state, Secret code) {
        return claims.take(state, code, row -> Steps.answer(row, code));
    }

    /** Keeps the provider's code from whoever waits for it until {@link #confirm}; empty if that has been. */
    public Future<Optional<Flow.Held>> hold(String state, Secret code) {
        return claims.take(state, code, row -> Steps.hold(row, code, new Secret(States.random())));
    }

    /** Hands the code over that was held, if the person {@code agreed}, and wakes whoever waits. */
    public Future<Done> confirm(String state, Secret ticket, boolean agreed) {
        return transitions.take(state, row -> Steps.confirm(row, ticket, agreed));
    }

    /** Keeps the provider's error and wakes whoever waits. */
    public Future<Problem> deny(String state, Problem problem) {
        return transitions.take(state, row -> Steps.deny(row, problem));
    }

    /** Takes the seed back, because the provider could not be asked, and tells whoever waits {@code problem}. */
    public Future<Void> release(String state, Problem problem) {
        return seeding.release(state, problem);
    }

    /** Spends {@code code} if {@code presented} fits its flow; empty if no flow of this gateway has it. */
    public Future<Optional<Redemption>> redeem(Secret code, Presented presented) {
        return rows.owner(S256.of(code.reveal()))
                .compose(state -> state == null ? foreign() : redeem(state, code, presented));
    }

    private Future<Optional<Redemption>> redeem(String state, Secret code, Presented presented) {
        return transitions
                .take(state, row -> Steps.redeem(row, code, presented))
                .map(Optional::of);
    }

    private Future<Optional<Redemption>> foreign() {
        return terms.strict() ? failed(Problem.invalidGrant()) : Future.succeededFuture(Optional.empty());
    }

    /** Ends the flow of {@code redemption}, whose exchange is over, and tells whoever listens how it ended. */
    public void redeemed(Redemption redemption, @Nullable Problem failure) {
        transitions.take(redemption.origin().state(), Steps::settle);
        notices.redeemed(redemption, failure);
    }

    /** Whether the flow of {@code redemption} was cleared while its exchange was under way. */
    public Future<Boolean> cleared(Redemption redemption) {
        return transitions
                .find(redemption.origin().state())
                .map(row -> row instanceof Flow.Spent spent && spent.settled());
    }

    /** Gives the code of {@code redemption} back, which never left because of {@code failure}; goes on where that fails. */
    public Future<?> restore(Redemption redemption, Problem failure) {
        notices.redeemed(redemption, failure);
        return restoring.restore(redemption);
    }

    /** Fails with {@code problem}, and tells whoever listens that it was for {@code reason}, if there is such a flow. */
    public <T> Future<T> refuse(String state, Problem problem, Reason reason) {
        return transitions.take(state, row -> Step.refuse(problem, reason));
    }

    /** Tells whoever listens that a call for a flow that is over was refused. */
    public void refused(Past flow, Cause cause) {
        notices.refused(flow, cause);
    }

    /**
     * Ends every flow whose provider is gone; whoever waits for one is told. Reads all rows. Each that this has not come to
     * ends where it is met.
     */
    public Future<?> endForsaken() {
        return end(terms::forsaken, Problem.providerGone());
    }

    /** Ends every flow that {@code condemned} picks; whoever waits for one is told {@code problem}. Reads all rows. */
    public Future<?> end(Predicate<Flow> condemned, Problem problem) {
        return rows.forEach(condemned, row -> transitions.end(row, condemned, problem));
    }

    /** Ends the flow of {@code state} if {@code condemned} picks it. */
    public Future<?> end(String state, Predicate<Flow> condemned, Problem problem) {
        return transitions.end(state, condemned, problem);
    }

    /** Ends the flows under way of whoever asks for it, or one of them. */
    Future<?> clear(ClearRequest request) {
        Predicate<Flow> theirs =
                flow -> !flow.over() && Objects.equals(flow.origin().applicationId(), request.applicationId());
        String state = request.state();
        return state == null
                ? rows.forEachOf(
                        request.applicationId(), theirs, row -> transitions.end(row, theirs, Problem.flowCleared()))
                : end(state, theirs, Problem.flowCleared());
    }

    /** Ends flows whose time is over, a bounded number at once; true if there may be more. */
    boolean expire() {
        return transitions.expire();
    }

    /** Ends some of those that other processes began, and looks after what flows leave behind. */
    Future<?> tidy() {
        return transitions.tidy();
    }

    /** Where flows are kept, to be looked after. */
    Rows rows() {
        return rows;
    }

    /** Forgets everything that is of this process alone. */
    public void close() {
        rows.close();
    }

    private static <T> Future<T> failed(Problem problem) {
        return Future.failedFuture(new PkceException(problem));
    }
}

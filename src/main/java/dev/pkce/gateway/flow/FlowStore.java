package dev.pkce.gateway.flow;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Owns the shared local maps: state → flow, and hash of a code → state. Safe from any event loop; every step is one
 * compare-and-set on one row, so of two racing callers exactly one wins.
 */
public final class FlowStore {
    private static final int EXPIRED_AT_ONCE = 5_000;

    private final LocalMap<String, Flow> flows;
    private final LocalMap<String, String> codes;
    // Flows live equally long, so the oldest is always at the head; an entry outlives its row and is then skipped.
    private final Queue<Origin> byAge = new ConcurrentLinkedQueue<>();
    private final AtomicInteger live = new AtomicInteger();
    private final FlowConfig config;
    private final Notices notices;

    /** The store of the gateway on {@code vertx}. */
    public FlowStore(Vertx vertx, FlowConfig config) {
        this.flows = vertx.sharedData().getLocalMap("pkce.flows");
        this.codes = vertx.sharedData().getLocalMap("pkce.codes");
        this.config = config;
        this.notices = new Notices(vertx);
    }

    /** When a flow that begins now ends, in milliseconds of {@link Clock}. */
    public long deadline() {
        return Clock.millis() + config.ttl().toMillis();
    }

    /** How many flows are kept. */
    public int size() {
        return live.get();
    }

    /** Keeps a new challenge; fails with 503 when the store is full. */
    public Future<Void> issue(Origin origin) {
        return insert(origin.state(), new Flow.Issued(origin)) ? Future.succeededFuture() : failed(full());
    }

    /** Seeds the flow that {@code asked} names, or joins it; {@code offered} begins it where a client made its own. */
    public Future<Parked> park(Origin offered, Authorization asked, String address) {
        return apply(offered.state(), row -> Steps.park(row, offered, asked, address, config.strict()));
    }

    /** Waits for a seeded flow. */
    public Future<Parked> join(String state, String address) {
        return apply(state, row -> Steps.join(row, address));
    }

    /** The seeded flow of {@code state}. */
    public Future<Flow.Bound> find(String state) {
        return row(state) instanceof Flow.Bound bound ? Future.succeededFuture(bound) : failed(Problem.unknownFlow());
    }

    /** Keeps the provider's code and wakes whoever waits for it. */
    public Future<Secret> answer(String state, Secret code) {
        String hash = S256.of(code.reveal());
        String owner = codes.putIfAbsent(hash, state);
        if (owner != null && !owner.equals(state)) {
            // A code belongs to one flow: somebody carries the code of one sign-in into another.
            return failed(Problem.unknownFlow());
        }
        return apply(state, row -> Steps.answer(row, code)).onFailure(refused -> disown(hash, state));
    }

    private void disown(String hash, String state) {
        Flow row = row(state);
        if (row == null || !hash.equals(row.codeHash())) {
            codes.removeIfPresent(hash, state);
        }
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
        String state = codes.get(S256.of(code.reveal()));
        if (state == null) {
            return config.strict() ? failed(Problem.invalidGrant()) : Future.succeededFuture(Optional.empty());
        }
        return apply(state, row -> Steps.redeem(row, presented)).map(Optional::of);
    }

    /** Tells whoever listens how the exchange of {@code redemption} ended. */
    public void redeemed(Redemption redemption, @Nullable Problem failure) {
        notices.redeemed(redemption, failure);
    }

    /** Ends every flow that {@code condemned} picks; whoever waits for one is told {@code problem}. Reads all rows. */
    public void end(Predicate<Flow> condemned, Problem problem) {
        flows.forEach((state, row) -> endIf(row, condemned, problem));
    }

    /** Ends the flow of {@code state} if {@code condemned} picks it. */
    public void end(String state, Predicate<Flow> condemned, Problem problem) {
        endIf(flows.get(state), condemned, problem);
    }

    /** Ends flows whose time is over, a bounded number at once; true if there may be more. */
    boolean expire() {
        for (int i = 0; i < EXPIRED_AT_ONCE; i++) {
            Origin oldest = byAge.peek();
            if (oldest == null || !over(oldest)) {
                return false;
            }
            byAge.poll();
            end(oldest.state(), row -> row.origin().equals(oldest), Problem.flowExpired());
        }
        return true;
    }

    void close() {
        flows.close();
        codes.close();
        byAge.clear();
    }

    private <T> Future<T> apply(String state, Function<@Nullable Flow, Step<T>> step) {
        while (true) {
            Flow row = row(state);
            Step<T> taken = step.apply(row);
            Flow next = taken.next();
            if (next != null && row == null && live.get() >= config.max()) {
                return failed(full());
            }
            if (next == null || swap(state, row, next)) {
                return taken.refusal() == null ? Future.succeededFuture(taken.result()) : failed(taken.refusal());
            }
        }
    }

    private boolean swap(String state, @Nullable Flow row, Flow next) {
        boolean won = row == null ? insert(state, next) : flows.replaceIfPresent(state, row, next);
        if (won) {
            notices.moved(row, next);
        }
        return won;
    }

    private boolean insert(String state, Flow flow) {
        if (live.incrementAndGet() > config.max() || flows.putIfAbsent(state, flow) != null) {
            live.decrementAndGet();
            return false;
        }
        byAge.add(flow.origin());
        return true;
    }

    private @Nullable Flow row(String state) {
        Flow row = flows.get(state);
        if (row != null && over(row.origin())) {
            endIf(row, expired -> true, Problem.flowExpired());
            return null;
        }
        return row;
    }

    private void endIf(@Nullable Flow row, Predicate<Flow> condemned, Problem problem) {
        if (row == null || !condemned.test(row)) {
            return;
        }
        if (!flows.removeIfPresent(row.origin().state(), row)) {
            // Lost to another step: the row is decided anew on what that step made of it.
            endIf(flows.get(row.origin().state()), condemned, problem);
            return;
        }
        live.decrementAndGet();
        String hash = row.codeHash();
        if (hash != null) {
            codes.remove(hash);
        }
        notices.ended(row, problem);
    }

    private static boolean over(Origin origin) {
        return origin.deadline() - Clock.millis() <= 0;
    }

    private static Problem full() {
        return Problem.unavailable("Too many sign-ins are under way.");
    }

    private static <T> Future<T> failed(Problem problem) {
        return Future.failedFuture(new PkceException(problem));
    }
}

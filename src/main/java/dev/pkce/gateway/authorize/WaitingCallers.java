package dev.pkce.gateway.authorize;

import dev.pkce.gateway.api.Pkce;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.ResultedPkce;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.SeededPkce;
import dev.pkce.gateway.flow.Clock;
import dev.pkce.gateway.flow.Flow;
import dev.pkce.gateway.flow.Parked;
import dev.pkce.gateway.flow.Portions;
import dev.pkce.gateway.flow.Wake;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The callers that one instance holds; confined to its event loop. A caller costs an entry, no thread and no timer. */
final class WaitingCallers {
    private record Caller(Flow.Asked flow, long until, long turn, Promise<Pkce> told) {
        String state() {
            return flow.origin().state();
        }
    }

    private static final int MAX_AT_ONE_FLOW = 64;

    // The flow comes first that was left alone for the longest.
    private final Map<String, List<Caller>> byState = new LinkedHashMap<>(16, 0.75f, true);
    private final NavigableSet<Caller> byEnd =
            new TreeSet<>(Comparator.comparingLong(Caller::until).thenComparingLong(Caller::turn));
    private final Supplier<Duration> longest;
    private final LongAdder waiting;
    private final Portions portions;
    private @Nullable Problem over;
    private long turns;

    /**
     * Waits no longer than {@code longest} for anybody; counts the callers of all instances in {@code waiting}. Many who are to
     * be told at once are told in {@code portions}.
     */
    WaitingCallers(Supplier<Duration> longest, LongAdder waiting, Portions portions) {
        this.longest = longest;
        this.waiting = waiting;
        this.portions = portions;
    }

    /**
     * Has {@code told} get the code of the flow that {@code parked} is at; none when {@code patience} ends or the caller is
     * {@code gone} first. To be called in the turn of the event loop in which the caller was parked: the wake-up comes in a
     * later one, so none is missed.
     */
    void hold(Parked parked, @Nullable Duration patience, @Nullable Future<?> gone, Promise<Pkce> told) {
        Duration most = longest.get();
        Duration wait = patience == null || patience.compareTo(most) > 0 ? most : patience;
        if (parked.code() != null) {
            told.complete(pkce(parked.flow(), parked.code()));
        } else if (over != null) {
            told.fail(new PkceException(over));
        } else if (wait.isZero()) {
            told.complete(pkce(parked.flow(), null));
        } else {
            await(add(parked.flow(), Clock.millis() + wait.toMillis(), told), gone);
        }
    }

    private void await(Caller caller, @Nullable Future<?> gone) {
        if (gone != null) {
            // Of the event loop, as that of the call would be kept for as long as this waits.
            Context here = ((ContextInternal) Vertx.currentContext()).unwrap();
            gone.onComplete((left, failure) -> here.runOnContext(turn -> tell(caller, null, null)));
        }
    }

    private static Pkce pkce(Flow.Asked flow, @Nullable Secret code) {
        SeededPkce seed = flow.authorization().seed().readable();
        return new Pkce(null, seed, code == null ? null : new ResultedPkce(code, seed.state()), null, null);
    }

    private Caller add(Flow.Asked flow, long until, Promise<Pkce> told) {
        Caller caller = new Caller(flow, until, turns++, told);
        List<Caller> callers = byState.merge(caller.state(), List.of(caller), WaitingCallers::together);
        byEnd.add(caller);
        waiting.increment();
        if (callers.size() > MAX_AT_ONE_FLOW) {
            // A client that reconnects leaves its former self behind.
            tell(callers.get(0), null, null);
        }
        return caller;
    }

    private static List<Caller> together(List<Caller> before, List<Caller> more) {
        return Stream.concat(before.stream(), more.stream()).toList();
    }

    /** Tells everybody who waits for the flow of {@code wake}. */
    void wake(Wake wake) {
        Problem problem = wake.problem();
        for (Caller caller : at(wake.state())) {
            portions.add(() -> tell(caller, wake.code(), problem));
        }
    }

    private void tell(Caller caller, @Nullable Secret code, @Nullable Problem problem) {
        if (caller.told().future().isComplete()) {
            return;
        }
        remove(caller);
        if (problem == null) {
            caller.told().complete(pkce(caller.flow(), code));
        } else {
            caller.told().fail(new PkceException(problem));
        }
    }

    /** Sends away whoever waits for the flow of {@code state}. */
    void sendAway(String state) {
        at(state).forEach(this::sendAway);
    }

    private void sendAway(Caller caller) {
        portions.add(() -> tell(caller, null, null));
    }

    private List<Caller> at(String state) {
        return byState.getOrDefault(state, List.of());
    }

    /** The {@code share}th part of the flows that are waited for, {@code most} at most, those first that had to wait for their turn the longest. */
    List<Flow.Asked> next(int share, int most) {
        List<String> states = byState.keySet().stream()
                .limit(Math.min(byState.size() / share + 1, most))
                .toList();
        return states.stream().map(state -> at(state).get(0).flow()).toList();
    }

    /** Sends away those whose patience ended. */
    void sendAway() {
        long now = Clock.millis();
        while (!byEnd.isEmpty() && byEnd.first().until() - now <= 0) {
            sendAway(Objects.requireNonNull(byEnd.pollFirst()));
        }
    }

    /** Fails everybody who would wait from now on with {@code problem}. */
    void end(Problem problem) {
        over = problem;
    }

    /** The same for everybody who waits; completes once everybody has been told. */
    Future<Void> failAll() {
        Problem problem = over;
        for (Caller caller : List.copyOf(byEnd)) {
            portions.add(() -> tell(caller, null, problem));
        }
        return portions.done();
    }

    /** Whether nobody waits any more, nor will. */
    boolean over() {
        return over != null;
    }

    private void remove(Caller caller) {
        byEnd.remove(caller);
        waiting.decrement();
        byState.computeIfPresent(caller.state(), (state, callers) -> without(caller, callers));
    }

    private static @Nullable List<Caller> without(Caller caller, List<Caller> callers) {
        List<Caller> others =
                callers.stream().filter(other -> other.turn() != caller.turn()).toList();
        return others.isEmpty() ? null : others;
    }
}

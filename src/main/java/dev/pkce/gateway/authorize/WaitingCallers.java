package dev.pkce.gateway.authorize;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.flow.Clock;
import dev.pkce.gateway.flow.Flow;
import dev.pkce.gateway.flow.Parked;
import dev.pkce.gateway.flow.Wake;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The callers that one instance holds; confined to its event loop. A caller costs an entry, no thread and no timer. */
final class WaitingCallers {
    private record Caller(Flow.Asked flow, long until, long turn, Promise<Optional<Secret>> told) {
        String state() {
            return flow.origin().state();
        }
    }

    private static final int MAX_AT_ONE_FLOW = 64;

    // The flow comes first that was left alone for the longest.
    private final Map<String, Set<Caller>> byState = new LinkedHashMap<>(16, 0.75f, true);
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
     * The code of the flow that {@code parked} is at; empty when {@code patience} ends or the caller is {@code gone} first. To be called in the turn of
     * the event loop in which the caller was parked: the wake-up comes in a later one, so none is missed.
     */
    Future<Optional<Secret>> code(Parked parked, @Nullable Duration patience, @Nullable Future<?> gone) {
        if (parked.code() != null) {
            return Future.succeededFuture(Optional.of(parked.code()));
        }
        Duration most = longest.get();
        Duration wait = patience == null || patience.compareTo(most) > 0 ? most : patience;
        if (over != null) {
            return Future.failedFuture(new PkceException(over));
        }
        if (wait.isZero()) {
            return Future.succeededFuture(Optional.empty());
        }
        Caller caller = add(parked.flow(), Clock.millis() + wait.toMillis());
        if (gone != null) {
            Context here = Vertx.currentContext();
            gone.onComplete(left -> here.runOnContext(turn -> caller.told().tryComplete(Optional.empty())));
        }
        return caller.told().future().onComplete(told -> remove(caller));
    }

    private Caller add(Flow.Asked flow, long until) {
        Caller caller = new Caller(flow, until, turns++, Promise.promise());
        Set<Caller> callers = byState.computeIfAbsent(caller.state(), none -> new LinkedHashSet<>());
        callers.add(caller);
        byEnd.add(caller);
        waiting.increment();
        if (callers.size() > MAX_AT_ONE_FLOW) {
            // A client that reconnects leaves its former self behind.
            callers.iterator().next().told().tryComplete(Optional.empty());
        }
        return caller;
    }

    /** Tells everybody who waits for the flow of {@code wake}. */
    void wake(Wake wake) {
        Problem problem = wake.problem();
        for (Caller caller : at(wake.state())) {
            portions.add(() -> tell(caller, wake.code(), problem));
        }
    }

    private static void tell(Caller caller, @Nullable Secret code, @Nullable Problem problem) {
        if (problem == null) {
            caller.told().tryComplete(Optional.ofNullable(code));
        } else {
            caller.told().tryFail(new PkceException(problem));
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
        return List.copyOf(byState.getOrDefault(state, Set.of()));
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

    /** Fails everybody who waits, and who would from now on; completes once everybody has been told. */
    Future<Void> failAll(Problem problem) {
        over = problem;
        for (Caller caller : List.copyOf(byEnd)) {
            portions.add(() -> tell(caller, null, problem));
        }
        return portions.done();
    }

    private void remove(Caller caller) {
        byEnd.remove(caller);
        waiting.decrement();
        Set<Caller> callers = byState.get(caller.state());
        if (callers != null && callers.remove(caller) && callers.isEmpty()) {
            byState.remove(caller.state());
        }
    }
}

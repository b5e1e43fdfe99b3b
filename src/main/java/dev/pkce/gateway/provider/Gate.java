package dev.pkce.gateway.provider;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a provider is called at all: not while it is down, not while it asked to be left alone, and not by more at once
 * than may be under way, who must not look as if it were down.
 */
final class Gate {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final int FAILURES = 20;
    private static final int WITHIN_MILLIS = 10_000;
    private static final int PROBE_EVERY_MILLIS = 10_000;
    // One caller's many calls must not lock everybody else out for long.
    private static final int LONGEST_QUIET_SECONDS = 30;

    // One for each leg: that sign-ins can be begun says nothing of whether they can be finished.
    private final Map<Leg, CircuitBreaker> breakers = new EnumMap<>(Leg.class);
    private final Map<Leg, Long> quietUntil = new ConcurrentHashMap<>();
    private final AtomicInteger front = new AtomicInteger();
    private final AtomicInteger back = new AtomicInteger();
    private final int most;

    /** Lets {@code most} calls of each direction through at once. */
    Gate(Vertx vertx, String provider, int most, CallMeters meters) {
        this.most = most;
        for (Leg leg : Leg.values()) {
            CircuitBreaker breaker = breaker(vertx, provider, leg);
            breakers.put(leg, breaker);
            meters.watch(leg, breaker, Gate::position);
        }
    }

    /** Whether {@code leg} is not called, as calls of it have failed. */
    boolean shut(Leg leg) {
        return Objects.requireNonNull(breakers.get(leg)).state() == CircuitBreakerState.OPEN;
    }

    private static int position(CircuitBreaker breaker) {
        return switch (breaker.state()) {
            case CLOSED -> 0;
            case HALF_OPEN -> 1;
            case OPEN -> 2;
        };
    }

    private static CircuitBreaker breaker(Vertx vertx, String provider, Leg leg) {
        CircuitBreakerOptions options = new CircuitBreakerOptions()
                .setMaxFailures(FAILURES)
                .setFailuresRollingWindow(WITHIN_MILLIS)
                .setResetTimeout(PROBE_EVERY_MILLIS)
                // Every call has deadlines of its own.
                .setTimeout(-1)
                .setNotificationAddress(null);
        return CircuitBreaker.create(provider + " " + leg, vertx, options)
                .<ProviderReply>failurePolicy(call -> call.failed() ? outage(call.cause()) : outage(call.result()))
                .openHandler(
                        v -> LOG.warn("Provider {} is down ({}): {} calls in a row failed", provider, leg, FAILURES))
                .closeHandler(v -> LOG.info("Provider {} is back ({})", provider, leg));
    }

    /** Makes {@code call}, or fails at once. */
    Future<ProviderReply> pass(Leg leg, Supplier<Future<ProviderReply>> call) {
        long quiet = quiet(leg);
        if (quiet > 0) {
            return Future.failedFuture(
                    new PkceException(Problem.slowDown((int) TimeUnit.NANOSECONDS.toSeconds(quiet) + 1)));
        }
        AtomicInteger underWay = leg.front() ? front : back;
        boolean free = underWay.incrementAndGet() <= most;
        return (free ? guarded(leg, call) : full()).onComplete(ended -> underWay.decrementAndGet());
    }

    private static Future<ProviderReply> full() {
        return Future.failedFuture(
                new PkceException(Problem.unavailable("Too many calls to the identity provider are under way.")));
    }

    private Future<ProviderReply> guarded(Leg leg, Supplier<Future<ProviderReply>> call) {
        Promise<ProviderReply> answered = Promise.promise();
        return Objects.requireNonNull(breakers.get(leg))
                .execute(() -> call.get().onComplete(answered))
                // The breaker loses an answer that it counts as a failure.
                .transform(counted -> answered.future().isComplete() ? answered.future() : unasked(counted.cause()))
                .compose(reply -> heed(leg, reply));
    }

    private static Future<ProviderReply> unasked(Throwable reason) {
        return Future.failedFuture(
                reason instanceof OpenCircuitException
                        ? new PkceException(Problem.unavailable("The identity provider is down."))
                        : reason);
    }

    private long quiet(Leg leg) {
        Long until = quietUntil.get(leg);
        return until == null ? 0 : until - System.nanoTime();
    }

    /** A provider that wants fewer calls says so alike on every leg. */
    private Future<ProviderReply> heed(Leg leg, ProviderReply reply) {
        if (reply.status() != 429) {
            return Future.succeededFuture(reply);
        }
        int seconds = Math.min(reply.retryAfter(), LONGEST_QUIET_SECONDS);
        if (seconds > 0) {
            quietUntil.put(leg, System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
        }
        return Future.failedFuture(new PkceException(Problem.slowDown(reply.retryAfter())));
    }

    // A 500 may be what one caller's odd request causes; it says nothing about the next one's.
    private static boolean outage(ProviderReply reply) {
        return reply.status() > 500;
    }

    private static boolean outage(Throwable failure) {
        return !(failure instanceof PkceException);
    }
}

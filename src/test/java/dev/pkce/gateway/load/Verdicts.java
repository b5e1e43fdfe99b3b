package dev.pkce.gateway.load;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What became of logins. Whatever is not known to be right counts as unexpected: that a flow is over is right once it has
 * had its time to live, by the clock of the driver, and an error of the provider as often as one was asked for.
 */
final class Verdicts {
    /** What a login is meant to end in. */
    enum Fate {
        SIGNED_IN("signed in"),
        REFUSED("the provider failed"),
        HUNG_UP("hung up"),
        EXPIRED("expired");

        private final String label;

        Fate(String label) {
            this.label = label;
        }
    }

    private static final List<String> OVER = List.of(
            "code: 504 flow_expired", "code: 400 invalid_request, The state is unknown, expired or already used.");
    // In the moment between the end of a flow and its removal; afterwards a code is one that was won elsewhere.
    private static final String CODE_OVER = "token: 400 invalid_grant";
    private static final String PROVIDER_FAILED = "token: 502 ";

    private final Map<String, Integer> outcomes = new ConcurrentSkipListMap<>();
    private final Map<String, Integer> errors = new ConcurrentSkipListMap<>();
    private final AtomicInteger planted = new AtomicInteger();
    private final AtomicInteger met = new AtomicInteger();
    private final AtomicInteger late = new AtomicInteger();
    private final Duration life;

    /** Of flows that live for {@code life}. */
    Verdicts(Duration life) {
        this.life = life;
    }

    /** The provider was asked for one error at its token endpoint, which whoever comes next will meet. */
    void planted() {
        planted.incrementAndGet();
    }

    /** A login ended without an error. */
    void done(Fate fate) {
        switch (fate) {
            case EXPIRED -> error(fate, "somebody signed in");
            case REFUSED -> outcome(fate, "went well, as its fault met another");
            default -> outcome(fate, "as it should");
        }
    }

    /** A login ended with {@code failure} that long after it began, which is before its flow did. */
    void failed(Fate fate, Duration after, Throwable failure) {
        String told = failure instanceof Unexpected ? String.valueOf(failure.getMessage()) : failure.toString();
        boolean over = after.compareTo(life) >= 0;
        if (fate == Fate.EXPIRED && over && OVER.stream().anyMatch(told::startsWith)) {
            outcome(fate, "told " + told);
        } else if (signsIn(fate) && told.startsWith(PROVIDER_FAILED) && met.incrementAndGet() <= planted.get()) {
            outcome(fate, "told " + told);
        } else if (signsIn(fate) && over && isOver(told)) {
            late.incrementAndGet();
            outcome(fate, "took longer than its flow lives, told " + told);
        } else {
            error(fate, told);
        }
    }

    private static boolean isOver(String told) {
        return told.startsWith(CODE_OVER) || OVER.stream().anyMatch(told::startsWith);
    }

    private static boolean signsIn(Fate fate) {
        return fate == Fate.SIGNED_IN || fate == Fate.REFUSED;
    }

    private void outcome(Fate fate, String how) {
        outcomes.merge(fate.label + ", " + how, 1, Integer::sum);
    }

    private void error(Fate fate, String what) {
        errors.merge(fate.label + ": " + what, 1, Integer::sum);
    }

    /** How often each right outcome came. */
    Map<String, Integer> outcomes() {
        return outcomes;
    }

    /** How often each other one came. */
    Map<String, Integer> errors() {
        return errors;
    }

    /** How many errors the provider was asked for. */
    int faultsPlanted() {
        return planted.get();
    }

    /** How many of them were met: all but those that nobody came for in the end. */
    int faultsMet() {
        return Math.min(met.get(), planted.get());
    }

    /** How many ended. */
    int ended() {
        return sum(outcomes) + sum(errors);
    }

    /** How many were slower than their flows live: right of the gateway, but the machine did not keep up. */
    int late() {
        return late.get();
    }

    int unexpected() {
        return sum(errors);
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}

package dev.pkce.gateway.flow;

import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What flows are held to; all of it is asked each time, as it changes while they live.
 *
 * @param config the limits
 * @param gone whether a provider of that name was configured here once and no longer is: what needs it ends where it is met
 * @param clock the time, in milliseconds
 */
public record Terms(Supplier<FlowConfig> config, Predicate<String> gone, LongSupplier clock) {
    private static final long IDLE_MILLIS = 10_000;

    /** By the clock of this process. */
    public static Terms of(Supplier<FlowConfig> config, Predicate<String> gone) {
        return new Terms(config, gone, Clock::millis);
    }

    /** The same where no provider ever goes. */
    public static Terms of(Supplier<FlowConfig> config) {
        return of(config, provider -> false);
    }

    /** The same by another clock. */
    Terms by(LongSupplier other) {
        return new Terms(config, gone, other);
    }

    long now() {
        return clock.getAsLong();
    }

    boolean strict() {
        return config.get().strict();
    }

    /** How long a flow that begins now lives, in milliseconds. */
    long ttl() {
        return config.get().ttl().toMillis();
    }

    /** The deadline of a challenge that lies idle if nobody has seeded it by now. */
    long idle() {
        return now() + ttl() - IDLE_MILLIS;
    }

    /** Whether the time of {@code flow} is over. */
    boolean ended(Flow flow) {
        return flow.origin().ended(now());
    }

    /** Whether {@code flow} cannot go on, as its provider is gone; an exchange that has begun is finished without. */
    boolean forsaken(Flow flow) {
        return flow instanceof Flow.Bound bound
                && !flow.over()
                && !(flow instanceof Flow.Spent)
                && gone.test(bound.provider());
    }
}

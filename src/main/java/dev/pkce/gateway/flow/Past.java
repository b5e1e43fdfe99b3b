package dev.pkce.gateway.flow;

import dev.pkce.gateway.trace.FlowHash;
import org.jspecify.annotations.Nullable;

/**
 * What is left to tell of a flow that is over; none of it is secret.
 *
 * @param hash the short hash of its state
 * @param provider the configured name of its provider; null if none was chosen
 * @param deadline when it ended at the latest, in milliseconds of {@link Clock}
 */
public record Past(String hash, @Nullable String provider, long deadline) {
    /** Of the flow that {@code redemption} is for. */
    public static Past of(Redemption redemption) {
        return of(redemption.origin(), redemption.authorization().provider());
    }

    static Past of(Flow flow) {
        return of(flow.origin(), flow instanceof Flow.Bound bound ? bound.provider() : null);
    }

    private static Past of(Origin origin, @Nullable String provider) {
        return new Past(FlowHash.of(origin.state()), provider, origin.deadline());
    }
}

package dev.pkce.gateway.flow;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Gives codes back that never left, and goes on trying while the store fails: else nobody could ever redeem them. */
final class Restoring {
    private static final long PAUSE_MILLIS = 1_000;

    private final Vertx vertx;
    private final Transitions transitions;
    private final LongSupplier clock;

    Restoring(Vertx vertx, Transitions transitions, LongSupplier clock) {
        this.vertx = vertx;
        this.transitions = transitions;
        this.clock = clock;
    }

    /** Done, or failed, before long: it may take until the flow ends. */
    Future<?> restore(Redemption redemption) {
        return restored(redemption).timeout(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private Future<?> restored(Redemption redemption) {
        return transitions
                .take(redemption.origin().state(), row -> Steps.restore(row, redemption))
                .onFailure(failure -> again(redemption, failure));
    }

    /** By then nothing has been changed, or what was is known: see {@link RowChanges}. */
    private void again(Redemption redemption, Throwable failure) {
        boolean down = PkceException.of(failure).problem().kind() == Problem.Kind.UNAVAILABLE;
        if (down && !redemption.origin().ended(clock.getAsLong())) {
            vertx.setTimer(PAUSE_MILLIS, now -> restored(redemption));
        }
    }
}

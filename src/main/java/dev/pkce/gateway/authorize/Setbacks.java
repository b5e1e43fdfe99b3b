package dev.pkce.gateway.authorize;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.flow.Flow;
import dev.pkce.gateway.flow.FlowStore;
import dev.pkce.gateway.flow.Wake;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells flows that their provider could not be asked, or refused. While the store cannot be told, those who wait here
 * are, so that nobody waits for what will not come; the flow itself is told later, for else it would look asked.
 */
final class Setbacks {
    private static final long PAUSE_MILLIS = 1_000;
    // For as long as a flow usually lives.
    private static final int TRIES = 600;

    private final Vertx vertx;
    private final FlowStore store;
    private final Consumer<Wake> here;

    /** Of flows in {@code store}; {@code here} wakes those who wait at this instance. */
    Setbacks(Vertx vertx, FlowStore store, Consumer<Wake> here) {
        this.vertx = vertx;
        this.store = store;
        this.here = here;
    }

    /** Has {@code flow} take {@code problem}, unless it has moved on; completes once it has. */
    Future<?> tell(Flow.Asked flow, Problem problem) {
        return tell(flow.origin().state(), problem, TRIES);
    }

    private Future<?> tell(String state, Problem problem, int tries) {
        return told(state, problem)
                .<Object>mapEmpty()
                .recover(failure ->
                        untold(state, problem, PkceException.of(failure).problem(), tries));
    }

    private Future<Object> untold(String state, Problem problem, Problem refusal, int tries) {
        if (refusal.kind() != Problem.Kind.UNAVAILABLE || tries == 0) {
            return Future.succeededFuture();
        }
        here.accept(new Wake(state, null, refusal));
        return vertx.timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                .compose(now -> tell(state, problem, tries - 1))
                .mapEmpty();
    }

    // A refusal has reached the flow already, and the release of a flow that moved on does nothing.
    private Future<?> told(String state, Problem problem) {
        return problem.kind() == Problem.Kind.PROVIDER_REFUSED
                ? store.deny(state, problem)
                : store.release(state, problem);
    }
}

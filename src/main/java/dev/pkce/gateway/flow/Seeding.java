package dev.pkce.gateway.flow;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.redis.RedisConnection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Seeds flows. A seed of which nobody knows whether it was kept is taken back, however long that takes: nobody asks the
 * provider for its flow, which would look asked.
 */
final class Seeding {
    private static final long MARGIN_MILLIS = 100;

    private final Vertx vertx;
    private final Rows rows;
    private final Transitions transitions;
    private final Notices notices;
    private final Terms terms;

    Seeding(Vertx vertx, Rows rows, Transitions transitions, Notices notices, Terms terms) {
        this.vertx = vertx;
        this.rows = rows;
        this.transitions = transitions;
        this.notices = notices;
        this.terms = terms;
    }

    /** Takes {@code step}, which seeds the flow of {@code offered} or joins it. */
    Future<Parked> park(Origin offered, Function<@Nullable Flow, Step<Parked>> step) {
        AtomicBoolean seeds = new AtomicBoolean();
        return transitions
                .take(offered.state(), row -> {
                    seeds.set(!(row instanceof Flow.Asked));
                    return step.apply(row);
                })
                .onFailure(failure -> failed(offered, seeds.get(), failure));
    }

    private void failed(Origin offered, boolean seeds, Throwable failure) {
        if (seeds && RedisConnection.mayHaveBeenDone(failure)) {
            takeBack(offered, PkceException.of(failure).problem());
        }
    }

    /** Not before it can no longer be kept. Who has joined it meanwhile is told to ask again. */
    private void takeBack(Origin offered, Problem problem) {
        if (problem.kind() == Problem.Kind.UNAVAILABLE && !offered.ended(terms.now())) {
            vertx.setTimer(
                    rows.lateMillis() + MARGIN_MILLIS,
                    now -> release(offered.state(), problem)
                            .onFailure(failure ->
                                    takeBack(offered, PkceException.of(failure).problem())));
        }
    }

    /** Takes the seed back, and tells whoever waits {@code problem}. */
    Future<Void> release(String state, Problem problem) {
        return transitions
                .take(state, Steps::release)
                .onSuccess(seeded -> notices.ended(seeded, problem))
                .mapEmpty();
    }
}

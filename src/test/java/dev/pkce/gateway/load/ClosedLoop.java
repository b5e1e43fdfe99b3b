package dev.pkce.gateway.load;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** So many logins at once, each followed by the next, on one event loop. */
final class ClosedLoop {
    private static final int MOST_FAILURES = 200;
    private static final long PATIENCE_SECONDS = 120;

    private final Vertx vertx;
    private final int flows;
    private final Supplier<Future<Void>> login;

    ClosedLoop(Vertx vertx, int flows, Supplier<Future<Void>> login) {
        this.vertx = vertx;
        this.flows = flows;
        this.login = login;
    }

    /** What {@code seconds} of it show. */
    Measured run(int seconds) throws TimeoutException {
        Promise<Measured> done = Promise.promise();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        vertx.getOrCreateContext().runOnContext(begin -> {
            Measured measured = new Measured(Integer.MAX_VALUE);
            Future.join(IntStream.range(0, flows)
                            .mapToObj(i -> oneAfterTheOther(measured, until))
                            .toList())
                    .onComplete(all -> done.complete(measured));
        });
        return done.future().await(seconds + PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private Future<Void> oneAfterTheOther(Measured measured, long until) {
        if (System.nanoTime() - until >= 0 || measured.failures() > MOST_FAILURES) {
            return Future.succeededFuture();
        }
        return measured.timed(Step.WHOLE, login)
                .onSuccess(done -> measured.flowEnded())
                .onFailure(measured::failed)
                .transform(next -> oneAfterTheOther(measured, until));
    }
}

package dev.pkce.gateway.load;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Asks for one challenge after the other: the longest wait is the longest that the gateway's event loop was held. */
final class Asking {
    private static final long PAUSE_MILLIS = 1;

    private final Vertx vertx;
    private final WebClient client;
    private final String gateway;
    private final BooleanSupplier enough;
    private final Samples samples = new Samples();
    private final Promise<Samples> over = Promise.promise();
    private long late;

    /** Asks {@code gateway} until {@code enough}, looked at after each answer. */
    Asking(Vertx vertx, String gateway, BooleanSupplier enough) {
        this.vertx = vertx;
        this.client = WebClient.create(vertx);
        this.gateway = gateway;
        this.enough = enough;
    }

    /** How long each answer took. */
    Future<Samples> begin() {
        vertx.runOnContext(turn -> ask());
        return over.future();
    }

    /** How late this itself was to ask, at the most, in nanoseconds: by so much its own event loop was held. */
    long late() {
        return late;
    }

    private void askDue(long due) {
        late = Math.max(late, System.nanoTime() - due);
        ask();
    }

    private void ask() {
        long sent = System.nanoTime();
        client.getAbs(gateway + "/pkce/challenge")
                .send()
                .map(answer -> Unexpected.require(answer, 200, "challenge"))
                .onComplete(answer -> goOn(sent), over::tryFail);
    }

    private void goOn(long sent) {
        samples.add(System.nanoTime() - sent);
        if (enough.getAsBoolean()) {
            over.tryComplete(samples);
        } else {
            long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
            vertx.setTimer(PAUSE_MILLIS, turn -> askDue(due));
        }
    }
}

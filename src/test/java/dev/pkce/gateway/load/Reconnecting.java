package dev.pkce.gateway.load;

import dev.pkce.gateway.load.Program.Challenge;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Logins by a program that does as the README says: it makes its call again, with the same seed, where a node that is going
 * has not answered it with a code. Nothing else is tried twice.
 */
final class Reconnecting {
    private static final int MOST = 20;
    private static final long PAUSE_MILLIS = 250;

    private final Vertx vertx;
    private final WebClient client;
    private final Program program;
    private int reconnects;

    Reconnecting(Vertx vertx, WebClient client, Program program) {
        this.vertx = vertx;
        this.client = client;
        this.program = program;
    }

    /** How often codes were asked for again so far. */
    int reconnects() {
        return reconnects;
    }

    /** Where the provider needs nobody to act. */
    Future<Void> signIn() {
        return program.challenge()
                .compose(challenge -> code(challenge).compose(code -> program.token(code, challenge)));
    }

    /** Of a person who takes a moment. */
    Future<Void> signIn(long thinkingMillis) {
        return program.challenge()
                .compose(challenge -> seeding(() -> program.begin(challenge), MOST)
                        .compose(seeded -> together(challenge, thinkingMillis))
                        .compose(code -> program.token(code, challenge)));
    }

    private Future<String> together(Challenge challenge, long thinkingMillis) {
        Future<String> parked = code(challenge);
        Person person = new Person(client, program.gateway(), challenge.state());
        Future<?> signed = vertx.timer(thinkingMillis, TimeUnit.MILLISECONDS)
                .compose(now -> person.authorize())
                .compose(person::open)
                .compose(person::submit)
                .compose(person::comeBack);
        return Future.all(parked, signed).compose(both -> parked);
    }

    private Future<String> code(Challenge challenge) {
        return seeding(() -> program.code(challenge), MOST);
    }

    private <T> Future<T> seeding(Supplier<Future<T>> call, int left) {
        return call.get().recover(lost -> left > 0 && isLoss(lost) ? again(call, left) : Future.failedFuture(lost));
    }

    private <T> Future<T> again(Supplier<Future<T>> call, int left) {
        reconnects++;
        return vertx.timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS).compose(now -> seeding(call, left - 1));
    }

    /** A connection that is gone, or a gateway that is about to go. */
    private static boolean isLoss(Throwable failure) {
        return !(failure instanceof Unexpected)
                || String.valueOf(failure.getMessage()).matches("(code|seed): 503.*");
    }
}

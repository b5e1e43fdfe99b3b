package dev.pkce.gateway.load;

import dev.pkce.gateway.load.Program.Challenge;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import java.util.concurrent.TimeUnit;

/** A login of a person who takes a moment, by a program that asks again when it loses the call that waits, as the README says. */
final class Reconnecting {
    private static final int MOST = 20;
    private static final long PAUSE_MILLIS = 250;

    private final Vertx vertx;
    private final WebClient client;
    private final Program program;
    private final long thinkingMillis;
    private int reconnects;

    Reconnecting(Vertx vertx, WebClient client, Program program, long thinkingMillis) {
        this.vertx = vertx;
        this.client = client;
        this.program = program;
        this.thinkingMillis = thinkingMillis;
    }

    /** How often calls that waited were begun anew so far. */
    int reconnects() {
        return reconnects;
    }

    Future<Void> signIn() {
        return program.challenge()
                .compose(challenge -> program.begin(challenge)
                        .compose(seeded -> together(challenge))
                        .compose(code -> program.token(code, challenge)));
    }

    private Future<String> together(Challenge challenge) {
        Future<String> parked = parked(challenge, MOST);
        Person person = new Person(client, program.gateway(), challenge.state());
        Future<?> signed = vertx.timer(thinkingMillis, TimeUnit.MILLISECONDS)
                .compose(now -> person.authorize())
                .compose(person::open)
                .compose(person::submit)
                .compose(person::comeBack);
        return Future.all(parked, signed).compose(both -> parked);
    }

    private Future<String> parked(Challenge challenge, int left) {
        return program.code(challenge)
                .recover(lost -> left > 0 && isLoss(lost) ? again(challenge, left) : failed(lost));
    }

    private static Future<String> failed(Throwable lost) {
        return Future.failedFuture(lost);
    }

    private Future<String> again(Challenge challenge, int left) {
        reconnects++;
        return vertx.timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS).compose(now -> parked(challenge, left - 1));
    }

    /** A connection that is gone, or a gateway that is about to go. */
    private static boolean isLoss(Throwable failure) {
        return !(failure instanceof Unexpected)
                || String.valueOf(failure.getMessage()).startsWith("code: 503");
    }
}

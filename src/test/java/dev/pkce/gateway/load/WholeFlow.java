package dev.pkce.gateway.load;

import static dev.pkce.gateway.load.Unexpected.require;

import dev.pkce.gateway.load.Program.Challenge;
import io.vertx.core.Future;
import io.vertx.ext.web.client.WebClient;

/** One login from its challenge to its tokens, each step timed. */
final class WholeFlow {
    private final WebClient client;
    private final Program program;
    private final boolean atOnce;
    private final Measured measured;

    WholeFlow(WebClient client, Program program, boolean atOnce, Measured measured) {
        this.client = client;
        this.program = program;
        this.atOnce = atOnce;
        this.measured = measured;
    }

    Future<Void> run() {
        return measured.timed(
                Step.WHOLE,
                () -> measured.timed(Step.CHALLENGE, program::challenge)
                        .compose(challenge -> code(challenge)
                                .compose(code -> measured.timed(Step.TOKEN, () -> program.token(code, challenge)))));
    }

    private Future<String> code(Challenge challenge) {
        return atOnce ? measured.timed(Step.AT_ONCE, () -> program.code(challenge)) : parked(challenge);
    }

    /** The first call is parked; the second, of the same seed, comes back once the flow is there to be signed in to. */
    private Future<String> parked(Challenge challenge) {
        Future<String> parked = program.code(challenge);
        Person person = new Person(client, program.gateway(), challenge.state());
        return measured.timed(Step.SEED, () -> program.begin(challenge))
                .compose(seeded -> measured.timed(Step.AUTHORIZE, person::authorize))
                .compose(provider -> measured.timed(Step.PAGE, () -> person.open(provider)))
                .compose(page -> measured.timed(Step.LOGIN, () -> person.submit(page)))
                .compose(callback -> woken(person, callback, parked));
    }

    private Future<String> woken(Person person, String callback, Future<String> parked) {
        if (parked.failed()) {
            return parked;
        }
        require(!parked.isComplete(), "code: answered before the callback");
        Future<String> came = measured.timed(Step.CALLBACK, () -> person.comeBack(callback));
        Future<String> told = measured.timed(Step.WAKE, () -> parked);
        return Future.all(came, told).map(both -> {
            require(told.result().equals(came.result()), "code: another than the callback's");
            return told.result();
        });
    }
}

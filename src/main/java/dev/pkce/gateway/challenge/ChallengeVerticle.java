package dev.pkce.gateway.challenge;

import dev.pkce.gateway.api.Addresses;
import dev.pkce.gateway.api.ChallengeRequest;
import dev.pkce.gateway.api.ChallengedPkce;
import dev.pkce.gateway.api.Endpoint;
import dev.pkce.gateway.api.Pkce;
import dev.pkce.gateway.flow.FlowStore;
import dev.pkce.gateway.flow.Origin;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.BooleanSupplier;

/** Answers {@link Addresses#CHALLENGE}. The verifier leaves with the answer and is kept nowhere. */
public final class ChallengeVerticle extends VerticleBase {
    private final FlowStore store;
    private final BooleanSupplier strict;
    private final Challenges challenges = new Challenges();

    /** Issues into {@code store}; {@code strict}, asked each time, gives each challenge a nonce of its own. */
    public ChallengeVerticle(FlowStore store, BooleanSupplier strict) {
        this.store = store;
        this.strict = strict;
    }

    @Override
    public Future<?> start() {
        return new Endpoint<>(Addresses.CHALLENGE, ChallengeRequest.class, ChallengeRequest::fromJson)
                .answerHere(vertx, this::onChallenge);
    }

    private Future<Pkce> onChallenge(ChallengeRequest request) {
        ChallengedPkce made = challenges.next(strict.getAsBoolean());
        Origin origin = new Origin(
                made.state(),
                made.nonce(),
                made.challenge(),
                request.applicationId(),
                request.address(),
                store.deadline());
        return store.issue(origin).map(Pkce.of(made));
    }
}

package dev.pkce.gateway.contract;

import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.api.AuthorizeRequest;
import dev.pkce.gateway.api.AwaitRequest;
import dev.pkce.gateway.api.ChallengeRequest;
import dev.pkce.gateway.api.ClearRequest;
import dev.pkce.gateway.api.JsonForm;
import dev.pkce.gateway.api.Pkce;
import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.api.RedirectRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The typed client. */
record TypedDoor(PkceGateway gateway) implements Door {
    TypedDoor(TestGateway running) {
        this(PkceGateway.on(running.vertx()));
    }

    @Override
    public Future<Answer> challenge(@Nullable String application) {
        return answer(() -> gateway.challenge(new ChallengeRequest(application, "127.0.0.1"))
                .map(Pkce::of));
    }

    @Override
    public Future<Answer> authorize(@Nullable JsonObject seed, @Nullable String application, @Nullable Integer wait) {
        return answer(() -> gateway.authorize(new AuthorizeRequest(
                seed == null ? null : Records.seed(seed), application, "127.0.0.1", duration(wait), null)));
    }

    @Override
    public Future<Answer> await(String state, @Nullable Integer wait) {
        return answer(() -> gateway.await(new AwaitRequest(state, duration(wait))));
    }

    @Override
    public Future<Answer> redirect(String state) {
        return answer(() -> gateway.redirect(new RedirectRequest(state)));
    }

    @Override
    public Future<Answer> respond(JsonObject parameters) {
        return answer(() -> gateway.respond(Records.response(parameters)));
    }

    @Override
    public Future<Answer> confirm(JsonObject answer) {
        return answer(() -> gateway.confirm(Records.answer(answer)));
    }

    @Override
    public Future<Answer> token(JsonObject call) {
        return answer(() -> gateway.token(Records.call(call)).map(Pkce::of));
    }

    @Override
    public Future<Answer> revoke(JsonObject call) {
        return answer(() -> gateway.revoke(Records.revocation(call)));
    }

    @Override
    public Future<Answer> clear(@Nullable String application, @Nullable String state) {
        return answer(() -> gateway.clear(new ClearRequest(application, state)));
    }

    private static @Nullable Duration duration(@Nullable Integer seconds) {
        return seconds == null ? null : Duration.ofSeconds(seconds);
    }

    /** What no record can say is refused while it is read. */
    private static Future<Answer> answer(Supplier<Future<? extends JsonForm>> call) {
        return Answer.of(Future.succeededFuture().compose(go -> call.get()));
    }
}

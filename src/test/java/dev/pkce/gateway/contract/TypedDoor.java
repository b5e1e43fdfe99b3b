package dev.pkce.gateway.contract;

import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.api.AuthorizationResponse;
import dev.pkce.gateway.api.AuthorizeRequest;
import dev.pkce.gateway.api.AwaitRequest;
import dev.pkce.gateway.api.ChallengeRequest;
import dev.pkce.gateway.api.ClearRequest;
import dev.pkce.gateway.api.ConfirmRequest;
import dev.pkce.gateway.api.JsonForm;
import dev.pkce.gateway.api.Pkce;
import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.api.RedirectRequest;
import dev.pkce.gateway.api.RevokedPkce;
import dev.pkce.gateway.api.SeededPkce;
import dev.pkce.gateway.api.TokenizedPkce;
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
                seed == null ? null : SeededPkce.fromJson(seed), application, "127.0.0.1", duration(wait), null)));
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
        return answer(() -> gateway.respond(AuthorizationResponse.fromJson(parameters)));
    }

    @Override
    public Future<Answer> confirm(JsonObject answer) {
        return answer(() -> gateway.confirm(ConfirmRequest.fromJson(answer)));
    }

    @Override
    public Future<Answer> token(JsonObject call) {
        return answer(() -> gateway.token(TokenizedPkce.fromJson(call)).map(Pkce::of));
    }

    @Override
    public Future<Answer> revoke(JsonObject call) {
        return answer(() -> gateway.revoke(RevokedPkce.fromJson(call)));
    }

    @Override
    public Future<Answer> clear(@Nullable String application, @Nullable String state) {
        return answer(() -> gateway.clear(new ClearRequest(application, state)));
    }

    private static @Nullable Duration duration(@Nullable Integer seconds) {
        return seconds == null ? null : Duration.ofSeconds(seconds);
    }

    /** What makes no record is refused there and then, which a composed call finds like any failure. */
    private static Future<Answer> answer(Supplier<Future<? extends JsonForm>> call) {
        return Answer.of(Future.succeededFuture().compose(go -> call.get()));
    }
}

package dev.pkce.gateway.token;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.SignIn;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a token call came to. One of the two is there.
 *
 * @param signIn what it brought
 * @param problem why it brought nothing
 */
record Outcome(@Nullable SignIn signIn, @Nullable Problem problem) {
    static Outcome of(AsyncResult<SignIn> result) {
        return result.succeeded()
                ? new Outcome(result.result(), null)
                : new Outcome(null, PkceException.of(result.cause()).problem());
    }

    /** Tells it as the call did, its tokens' lifetime {@code seconds} shorter. */
    Future<SignIn> told(int seconds) {
        return signIn == null
                ? Future.failedFuture(new PkceException(problem == null ? Problem.internal() : problem))
                : Future.succeededFuture(signIn.with(signIn.token().aged(seconds)));
    }

    byte[] write() {
        JsonObject json = signIn == null
                ? new JsonObject().put("problem", problem(problem == null ? Problem.internal() : problem))
                : new JsonObject().put("sign_in", SignInForm.write(signIn));
        return json.encode().getBytes(StandardCharsets.UTF_8);
    }

    static Outcome read(byte[] bytes) {
        JsonObject json = new JsonObject(new String(bytes, StandardCharsets.UTF_8));
        JsonObject signIn = json.getJsonObject("sign_in");
        return signIn == null
                ? new Outcome(null, problem(json.getJsonObject("problem")))
                : new Outcome(SignInForm.read(signIn), null);
    }

    private static JsonObject problem(Problem problem) {
        return new JsonObject()
                .put("kind", problem.kind())
                .put("error", problem.error())
                .put("detail", problem.detail())
                .put("retry_after", problem.retryAfter())
                .put("nonce", problem.nonce());
    }

    private static Problem problem(JsonObject json) {
        return new Problem(
                Problem.Kind.valueOf(json.getString("kind")),
                json.getString("error"),
                json.getString("detail"),
                json.getInteger("retry_after"),
                json.getString("nonce"));
    }
}

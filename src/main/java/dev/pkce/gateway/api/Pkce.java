package dev.pkce.gateway.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The answer to nearly every call: the parts of a flow that the call brought forth.
 *
 * @param challenge a new challenge
 * @param seed what was asked of the provider
 * @param result what the provider answered; null if the wait ended first and the flow goes on
 * @param confirmation what to ask the person before the code is handed over
 * @param signIn the tokens; JSON: {@code auth0}, or {@code descope} for a provider that answers so
 */
public record Pkce(
        @Nullable ChallengedPkce challenge,
        @Nullable SeededPkce seed,
        @Nullable ResultedPkce result,
        @Nullable Confirmation confirmation,
        @Nullable SignIn signIn)
        implements JsonForm {
    /** A challenge by itself. */
    public static Pkce of(ChallengedPkce challenge) {
        return new Pkce(challenge, null, null, null, null);
    }

    /** A result by itself. */
    public static Pkce of(ResultedPkce result) {
        return new Pkce(null, null, result, null, null);
    }

    /** A question by itself. */
    public static Pkce of(Confirmation confirmation) {
        return new Pkce(null, null, null, confirmation, null);
    }

    /** Tokens by themselves. */
    public static Pkce of(SignIn signIn) {
        return new Pkce(null, null, null, null, signIn);
    }

    /** The result, for a caller who will not ask again: fails with 504 if the wait ended before it came. */
    public ResultedPkce answered() {
        if (result == null) {
            throw new PkceException(Problem.waitEnded());
        }
        return result;
    }

    @Override
    public Buffer toBuffer() {
        boolean more = seed != null || result != null || confirmation != null || signIn != null;
        Buffer plain = challenge == null || more ? null : PlainChallenge.json(challenge);
        return plain == null ? toJson().toBuffer() : plain;
    }

    @Override
    public JsonObject toJson() {
        return new Present()
                .put("challenge", challenge)
                .put("seed", seed)
                .put("result", result)
                .put("confirmation", confirmation)
                .put(signIn instanceof Descope ? "descope" : "auth0", signIn)
                .json();
    }
}

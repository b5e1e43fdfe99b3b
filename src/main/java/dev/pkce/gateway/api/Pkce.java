package dev.pkce.gateway.api;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The answer to nearly every call: the parts of a flow that the call brought forth.
 *
 * @param challenge a new challenge
 * @param seed what was asked of the provider
 * @param result what the provider answered; null if the wait ended first and the flow goes on
 * @param auth0 the tokens
 */
public record Pkce(
        @Nullable ChallengedPkce challenge,
        @Nullable SeededPkce seed,
        @Nullable ResultedPkce result,
        @Nullable Auth0 auth0)
        implements JsonForm {
    /** A challenge by itself. */
    public static Pkce of(ChallengedPkce challenge) {
        return new Pkce(challenge, null, null, null);
    }

    /** A result by itself. */
    public static Pkce of(ResultedPkce result) {
        return new Pkce(null, null, result, null);
    }

    /** Tokens by themselves. */
    public static Pkce of(Auth0 auth0) {
        return new Pkce(null, null, null, auth0);
    }

    /** The result, for a caller who will not ask again: fails with 504 if the wait ended before it came. */
    public ResultedPkce answered() {
        if (result == null) {
            throw new PkceException(Problem.waitEnded());
        }
        return result;
    }

    @Override
    public JsonObject toJson() {
        return new Present()
                .put("challenge", challenge)
                .put("seed", seed)
                .put("result", result)
                .put("auth0", auth0)
                .json();
    }
}

package dev.pkce.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.JsonForm;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What a call was answered, through whichever door.
 *
 * @param status of a problem; 0 for none
 * @param json the answer, or the problem
 * @param retryAfter after how many seconds to try again; 0 for no advice
 * @param nonce what the provider wants to find in the next proof; null for nothing
 */
record Answer(
        int status,
        JsonObject json,
        int retryAfter,
        @Nullable String nonce) {
    static Answer of(JsonObject json) {
        return new Answer(0, json, 0, null);
    }

    static Answer of(Problem problem) {
        return new Answer(problem.status(), problem.toJson(), problem.retryAfter(), problem.nonce());
    }

    /** The answer of a call on the event bus. */
    static Future<Answer> of(Future<? extends JsonForm> call) {
        return told(call.map(form -> of(form.toJson())));
    }

    /** The same for one that is JSON already. */
    static Future<Answer> told(Future<Answer> call) {
        return call.recover(failure -> failure instanceof PkceException told
                ? Future.succeededFuture(of(told.problem()))
                : Future.failedFuture(failure));
    }

    Answer expect() {
        assertThat(status).as(json.encode()).isZero();
        return this;
    }

    /** Fails unless it is this problem. */
    Answer expect(int problem, String error) {
        assertThat(status).as(json.encode()).isEqualTo(problem);
        assertThat(json.getString("error")).as(json.encode()).isEqualTo(error);
        return this;
    }

    JsonObject json(String... path) {
        JsonObject at = expect().json;
        for (String member : path) {
            at = at.getJsonObject(member);
        }
        return at;
    }

    String code() {
        return json("result").getString("code");
    }
}

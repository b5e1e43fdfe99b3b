package dev.pkce.gateway.flow;

import dev.pkce.gateway.api.Cause;
import dev.pkce.gateway.api.Cause.Reason;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * What a step makes of a row: the row that takes its place, and what its caller is told.
 *
 * @param next the new row; null to leave the old one as it is
 * @param result what the caller gets; null if refused
 * @param refusal why the caller gets nothing
 * @param reason why so, for those who listen to events; null for nothing
 */
record Step<T>(
        @Nullable Flow next,
        @Nullable T result,
        @Nullable Problem refusal,
        @Nullable Reason reason) {
    static <T> Step<T> to(Flow next, T result) {
        return new Step<>(next, result, null, null);
    }

    static <T> Step<T> stay(T result) {
        return new Step<>(null, result, null, null);
    }

    static <T> Step<T> refuse(Problem problem) {
        return new Step<>(null, null, problem, null);
    }

    static <T> Step<T> refuse(Problem problem, Reason reason) {
        return new Step<>(null, null, problem, reason);
    }

    static <T> Step<T> refuse(Flow next, Problem problem, Reason reason) {
        return new Step<>(next, null, problem, reason);
    }

    /** What the caller gets. */
    Future<T> told() {
        return refusal == null ? Future.succeededFuture(result) : Future.failedFuture(new PkceException(refusal));
    }

    /** What those who listen to events are told of a refusal; null for nothing. */
    @Nullable Cause cause() {
        return refusal == null || reason == null ? null : Cause.of(reason, refusal);
    }
}

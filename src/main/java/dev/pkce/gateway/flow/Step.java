package dev.pkce.gateway.flow;

import dev.pkce.gateway.api.Problem;
import org.jspecify.annotations.Nullable;

/**
 * What a step makes of a row: the row that takes its place, and what its caller is told.
 *
 * @param next the new row; null to leave the old one as it is
 * @param result what the caller gets; null if refused
 * @param refusal why the caller gets nothing
 */
record Step<T>(
        @Nullable Flow next, @Nullable T result, @Nullable Problem refusal) {
    static <T> Step<T> to(Flow next, T result) {
        return new Step<>(next, result, null);
    }

    static <T> Step<T> stay(T result) {
        return new Step<>(null, result, null);
    }

    static <T> Step<T> refuse(Problem problem) {
        return new Step<>(null, null, problem);
    }

    static <T> Step<T> refuse(Flow next, Problem problem) {
        return new Step<>(next, null, problem);
    }
}

package dev.pkce.gateway.api;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/** The one failure of every call: a {@link Problem}. Its failure code is the HTTP status. */
public final class PkceException extends ReplyException {
    private final transient Problem problem;

    /** Wraps {@code problem}. */
    public PkceException(Problem problem) {
        super(ReplyFailure.RECIPIENT_FAILURE, problem.status(), problem.error() + ": " + problem.detail());
        this.problem = problem;
    }

    /** What went wrong. */
    public Problem problem() {
        return problem;
    }

    /** What {@code failure} means to a caller of the event bus: its own problem where it has one. */
    public static PkceException of(Throwable failure) {
        if (failure instanceof PkceException own) {
            return own;
        }
        return new PkceException(
                failure instanceof ReplyException reply ? of(reply.failureType()) : Problem.internal());
    }

    private static Problem of(ReplyFailure type) {
        return switch (type) {
            case NO_HANDLERS -> Problem.unavailable("The gateway is starting or shutting down.");
            case TIMEOUT ->
                new Problem(
                        Problem.Kind.PROVIDER_TIMEOUT,
                        "temporarily_unavailable",
                        "The call was not answered in time.",
                        0);
            default -> Problem.internal();
        };
    }
}

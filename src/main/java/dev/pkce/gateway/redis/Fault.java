package dev.pkce.gateway.redis;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a command has no reply of use.
 *
 * @param outcome whether Redis may have done what it was told
 * @param reason one word: a code of Redis, or a name of ours
 * @param lost whether the connection is of no more use
 */
record Fault(Outcome outcome, String reason, boolean lost) {
    /** Nothing can be sent at the moment. */
    static final Fault DOWN = new Fault(Outcome.UNAVAILABLE, "down", false);

    private static final Problem NOT_DONE = Problem.unavailable("The store of the gateway cannot be used.");
    private static final Problem PERHAPS_DONE = Problem.unavailable("The store of the gateway did not answer.");
    // Nothing but the text tells these failures of the client from others.
    private static final String QUEUE_FULL = "Redis waiting queue is full";
    private static final String NOT_SENT = "Connection is closed";
    private static final Pattern CODE = Pattern.compile("^([A-Z]{2,24})(?: |$)");
    // The server is not, or no longer, the one to talk to.
    private static final Set<String> ELSEWHERE = Set.of(
            "READONLY", "MASTERDOWN", "MOVED", "ASK", "CLUSTERDOWN", "NOAUTH", "WRONGPASS", "UNBLOCKED", "SWITCH");

    /** What has come of a command. */
    enum Outcome {
        /** A reply. */
        SUCCESS,
        /** An error: it was not done. */
        UNAVAILABLE,
        /** It was sent, and may have been done. */
        UNKNOWN;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What {@code failure} of the client means. */
    static Fault of(Throwable failure) {
        if (!(failure instanceof ErrorType reply)) {
            return switch (String.valueOf(failure.getMessage())) {
                case QUEUE_FULL -> new Fault(Outcome.UNAVAILABLE, "full", false);
                case NOT_SENT -> new Fault(Outcome.UNAVAILABLE, "closed", true);
                default -> new Fault(Outcome.UNKNOWN, name(failure), true);
            };
        }
        Matcher code = CODE.matcher(String.valueOf(reply.getMessage()));
        if (!code.find()) {
            // What the client calls a closed connection is no code.
            return new Fault(Outcome.UNKNOWN, "closed", true);
        }
        return new Fault(Outcome.UNAVAILABLE, code.group(1), ELSEWHERE.contains(code.group(1)));
    }

    /** Of the failure only what kind it is: what it says may hold an address. */
    private static String name(Throwable failure) {
        return failure.getClass().getSimpleName();
    }

    /** Whether {@code failure} is that Redis knows the script only by its text. */
    static boolean noScript(Throwable failure) {
        return failure instanceof ErrorType reply && reply.is("NOSCRIPT");
    }

    /** What callers are told. */
    PkceException told() {
        return new PkceException(outcome == Outcome.UNKNOWN ? PERHAPS_DONE : NOT_DONE);
    }

    /** Whether {@code failure} came of a command that may have been done. */
    static boolean perhapsDone(Throwable failure) {
        return failure instanceof PkceException told && told.problem().equals(PERHAPS_DONE);
    }
}

package dev.pkce.gateway.api;

/**
 * Why a flow got no further, or a call for it was refused. All of it comes from closed sets: nothing of a request is in it,
 * and nothing of a provider's own words. It may say more than the caller was told, who is not to guess bit by bit.
 *
 * @param reason what kind of cause it is
 * @param error the OAuth or OpenID Connect error code that the caller got
 * @param detail a fixed sentence for people
 */
public record Cause(Reason reason, String error, String detail) {
    /** What kinds of causes there are. */
    public enum Reason {
        /** The provider answered with an OAuth error. */
        PROVIDER_REFUSED("The identity provider refused the request."),
        /** The provider cannot be reached, or its answer is no OAuth answer or not to be believed. */
        PROVIDER_FAILED("The identity provider failed."),
        /** The provider did not answer in time. */
        PROVIDER_TIMEOUT("The identity provider did not answer in time."),
        /** The provider wants fewer calls. */
        PROVIDER_BUSY("The identity provider wants fewer calls."),
        /** The provider is not called while it is down, or the gateway is at a limit or shutting down. */
        UNAVAILABLE("The call could not be taken."),
        /** A fault of the gateway. */
        INTERNAL("The gateway failed to handle the request."),
        /** Somebody ended the flow. */
        CLEARED("The flow was cleared."),
        /** The flow reached the end of its time. */
        EXPIRED("The flow reached the end of its time."),
        /** The person said that the sign-in is not theirs. */
        NOT_CONFIRMED("The person did not confirm that the sign-in is theirs."),
        /** A confirmation came without the right ticket. */
        WRONG_TICKET("The confirmation did not come from the page that asked for it."),
        /** A seed differs from the challenge, or from the seed before it. */
        OTHER_SEED("The seed does not match the challenge, or the seed that came first."),
        /** Another code or an error came for a flow that has its answer. */
        SECOND_ANSWER("Another answer came for a flow that has one."),
        /** A code came that belongs to another flow. */
        CODE_OF_ANOTHER_FLOW("The code belongs to another flow."),
        /** {@code iss} names another provider, or is missing where it was promised. */
        OTHER_ISSUER("The answer does not come from the provider of the flow."),
        /** A browser came that did not begin the flow. */
        OTHER_BROWSER("The browser is not the one that began the flow, or sent no cookie."),
        /** A code came before the person confirmed the sign-in, or after they denied it. */
        UNCONFIRMED_CODE("The code was not confirmed by the person."),
        /** A code came that was redeemed or given up before. */
        CODE_USED("The code was used before, or its flow was ended."),
        /** A token call came from another client. */
        WRONG_CLIENT("The client is not the one of the flow."),
        /** A token call came with another redirect_uri. */
        WRONG_REDIRECT_URI("The redirect_uri is not the one of the flow."),
        /** A token call came with a verifier that does not match the challenge. */
        WRONG_VERIFIER("The verifier does not match the challenge."),
        /** The same once more than is allowed, which ends the flow. */
        TOO_MANY_VERIFIERS("The verifier was wrong too often; the code is spent."),
        /** The provider did not take the refresh token that the flow brought. */
        REFRESH_REFUSED("The identity provider refused the refresh token.");

        private final String detail;

        Reason(String detail) {
            this.detail = detail;
        }
    }

    /** The cause of a flow that {@code problem} ended. */
    public static Cause of(Problem problem) {
        Reason reason = reason(problem.kind());
        // The one kind whose detail may be the provider's words.
        String detail = reason == Reason.PROVIDER_REFUSED ? reason.detail : problem.detail();
        return new Cause(reason, problem.error(), detail);
    }

    /** The cause of a refusal whose caller was told {@code problem}. */
    public static Cause of(Reason reason, Problem problem) {
        return new Cause(reason, problem.error(), reason.detail);
    }

    private static Reason reason(Problem.Kind kind) {
        return switch (kind) {
            case PROVIDER_REFUSED -> Reason.PROVIDER_REFUSED;
            case PROVIDER_FAILED -> Reason.PROVIDER_FAILED;
            case PROVIDER_TIMEOUT -> Reason.PROVIDER_TIMEOUT;
            case TOO_MANY_REQUESTS -> Reason.PROVIDER_BUSY;
            case UNAVAILABLE -> Reason.UNAVAILABLE;
            case FLOW_CLEARED -> Reason.CLEARED;
            case FLOW_EXPIRED -> Reason.EXPIRED;
            default -> Reason.INTERNAL;
        };
    }
}

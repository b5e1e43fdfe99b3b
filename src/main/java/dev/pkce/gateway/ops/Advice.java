package dev.pkce.gateway.ops;

import static java.util.Map.entry;

import dev.pkce.gateway.api.Cause;
import dev.pkce.gateway.api.Cause.Reason;
import java.util.Map;
import java.util.Objects;

/** What to do about what went wrong with a login: the one table of it. */
final class Advice {
    private static final String REGISTRATION =
            "Compare the client's registration at the provider with the provider's section of the configuration: its"
                    + " client-id, secret or key, redirect_uri and grant types.";
    private static final String PERSON =
            "The provider wants to see the person. Seed the next sign-in without prompt=none.";
    private static final String REQUEST =
            "Look at what the seed asks for beyond the configuration, and at which of it the provider supports; its"
                    + " own log names the parameter.";
    private static final String STRAY =
            "Nothing, if it was once: a page loaded again, or an old tab. If it keeps happening, somebody tries to"
                    + " slip answers into sign-ins of others.";
    private static final String VERIFIER =
            "The program must send the verifier of this very challenge; one that keeps several sign-ins apart by"
                    + " their state does. Start again.";

    /** By the error of a provider that refused, where that says more. */
    private static final Map<String, String> BY_ERROR = Map.ofEntries(
            entry(
                    "access_denied",
                    "The person declined, or a rule at the provider keeps them out. Ask the person; if they did not"
                            + " decline, the provider's log names the rule."),
            entry("login_required", PERSON),
            entry("interaction_required", PERSON),
            entry("consent_required", PERSON),
            entry("account_selection_required", PERSON),
            entry(
                    "invalid_grant",
                    "The provider did not take the code: it was used before, is too old, or was issued for another"
                            + " verifier. Start again; if it keeps happening, compare this machine's clock with the"
                            + " provider's, and see that nobody else redeems the codes."),
            entry("invalid_client", REGISTRATION),
            entry("unauthorized_client", REGISTRATION),
            entry("unsupported_grant_type", REGISTRATION),
            entry("invalid_request", REQUEST),
            entry("invalid_request_uri", REQUEST),
            entry("invalid_request_object", REQUEST),
            entry("unsupported_response_type", REQUEST),
            entry("invalid_scope", "Ask for scopes that the provider knows and the client may have."),
            entry("invalid_target", "Ask for an audience that the provider knows and the client may use."),
            entry(
                    "unmet_authentication_requirements",
                    "The provider could not authenticate the person as the seed demands (acr_values)."),
            entry("invalid_dpop_proof", "The program's proof is wrong; its clock may be too."),
            entry("use_dpop_nonce", "Nothing: the program repeats its call with the nonce that it got."),
            entry("server_error", "The provider failed. Look at its status page and its log, then start again."),
            entry(
                    "temporarily_unavailable",
                    "The provider is overloaded or under maintenance. Look at its status page, and try again later."));

    private static final Map<Reason, String> BY_REASON = Map.ofEntries(
            entry(Reason.PROVIDER_REFUSED, "Look the error up in the provider's documentation and log."),
            entry(
                    Reason.PROVIDER_FAILED,
                    "Look at the provider's status page, and in this gateway's log for what was wrong with its answer. If"
                            + " it is about an ID token, compare the clocks and the configured issuer and algorithm."),
            entry(
                    Reason.PROVIDER_TIMEOUT,
                    "Look at the provider's status page and at the network to it; the provider's timeouts are configured"
                            + " in its section."),
            entry(Reason.PROVIDER_BUSY, "Try again later; if it keeps happening, ask the provider for a higher limit."),
            entry(
                    Reason.UNAVAILABLE,
                    "The provider is down, or a limit of this gateway was reached: the status page and the metrics tell"
                            + " which. Try again in a moment."),
            entry(Reason.INTERNAL, "Look for an error in this gateway's log at that time, and report it."),
            entry(Reason.CLEARED, "Nothing: the program, or its user, gave the sign-in up."),
            entry(
                    Reason.EXPIRED,
                    "The person, or the program, took longer than flows.ttl. Start again; raise flows.ttl if people need"
                            + " longer."),
            entry(
                    Reason.NOT_CONFIRMED,
                    "The person said that the sign-in is not theirs. If they had not started it, somebody sent them a link:"
                            + " look for who started it."),
            entry(Reason.WRONG_TICKET, STRAY),
            entry(Reason.SECOND_ANSWER, STRAY),
            entry(Reason.CODE_OF_ANOTHER_FLOW, STRAY),
            entry(Reason.OTHER_ISSUER, STRAY),
            entry(
                    Reason.OTHER_SEED,
                    "The program must send state, nonce and challenge as it got them, and for one state the same seed."),
            entry(
                    Reason.OTHER_BROWSER,
                    "Finish the sign-in in the browser that began it, with cookies allowed. Calls from a page need"
                            + " credentials: 'include'."),
            entry(Reason.UNCONFIRMED_CODE, "The program must wait until the person has confirmed the sign-in."),
            entry(
                    Reason.CODE_USED,
                    "The program redeems a code once; for later tokens it uses the refresh token. If it did so once only,"
                            + " somebody else has the code."),
            entry(Reason.WRONG_CLIENT, "The program must redeem with the client_id that it was seeded with."),
            entry(
                    Reason.WRONG_REDIRECT_URI,
                    "The program must redeem with the redirect_uri that the sign-in began with."),
            entry(Reason.WRONG_VERIFIER, VERIFIER),
            entry(Reason.TOO_MANY_VERIFIERS, VERIFIER),
            entry(
                    Reason.REFRESH_REFUSED,
                    "The refresh token was revoked, is too old, or was rotated away: the person must sign in again."));

    private Advice() {}

    /** What to do about {@code cause}. */
    static String on(Cause cause) {
        String advice = Objects.requireNonNull(BY_REASON.get(cause.reason()));
        return cause.reason() == Reason.PROVIDER_REFUSED ? BY_ERROR.getOrDefault(cause.error(), advice) : advice;
    }
}

package dev.pkce.gateway.api;

/**
 * The event-bus addresses. Each takes the record named here or its JSON form, and answers in kind; a failed reply is a
 * {@link PkceException}.
 */
public final class Addresses {
    /** {@link ChallengeRequest} → {@link Pkce} with {@code challenge}. */
    public static final String CHALLENGE = "pkce.challenge";

    /** {@link AuthorizeRequest} → {@link Pkce} with {@code seed}, and {@code result} unless the wait ended first. */
    public static final String AUTHORIZE = "pkce.authorize";

    /** {@link RedirectRequest} → {@link Redirect}: where the person's browser goes to sign in. */
    public static final String REDIRECT = "pkce.redirect";

    /** {@link AwaitRequest} → {@link Pkce}, as from {@link #AUTHORIZE}, for a flow that was seeded before. */
    public static final String AWAIT = "pkce.await";

    /** {@link AuthorizationResponse} → {@link Pkce} with {@code result}, or with {@code confirmation} where the person is
     * to be asked first: what the provider sent to the callback. */
    public static final String RESPOND = "pkce.respond";

    /** {@link ConfirmRequest} → {@link Done}: whether the person who signed in started the sign-in. */
    public static final String CONFIRM = "pkce.confirm";

    /** {@link TokenizedPkce} → {@link Pkce} with {@code auth0}, or {@code descope} for a provider that answers so. */
    public static final String TOKEN = "pkce.token";

    /** {@link RevokedPkce} → {@link Done}. */
    public static final String REVOKE = "pkce.revoke";

    /** {@link ClearRequest} → {@link Done}. */
    public static final String CLEAR = "pkce.clear";

    /** {@link FlowEvent}s are published here; nobody needs to listen. */
    public static final String EVENTS = "pkce.events";

    /** Internal: a {@link TurnedAway} browser is told of here, for the events. */
    public static final String TURNED_AWAY = "pkce.turned-away";

    /** Internal: the {@link ClearRequest} goes here once it was answered, if it is to revoke tokens too. */
    public static final String CLEARED = "pkce.cleared";

    private Addresses() {}
}

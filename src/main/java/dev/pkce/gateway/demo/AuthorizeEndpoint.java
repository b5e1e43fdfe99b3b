package dev.pkce.gateway.demo;

import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** RFC 6749 section 4.1.1: takes the request, and answers at once if nobody has to be asked. */
final class AuthorizeEndpoint {
    private static final String NOBODY_IN_PARTICULAR = "developer";

    private final Settings settings;
    private final Sessions sessions;
    private final Grants grants;
    private final AuthorizationAnswers answers;
    private final LoginEndpoint login;

    AuthorizeEndpoint(
            Settings settings, Sessions sessions, Grants grants, AuthorizationAnswers answers, LoginEndpoint login) {
        this.settings = settings;
        this.sessions = sessions;
        this.grants = grants;
        this.answers = answers;
        this.login = login;
    }

    void onRequest(RoutingContext ctx) {
        AuthorizationRequest request = AuthorizationRequest.of(Parameters.ofQuery(ctx));
        String user = userToAnswerFor(ctx, request);
        if (user != null) {
            answers.code(ctx, request.address(), grants.newCode(request, user));
        } else if ("none".equals(request.prompt())) {
            throw new OAuthException("login_required", "Nobody is logged in");
        } else {
            login.ask(ctx, request);
        }
    }

    /** An error goes to the client, unless it is not known where that is (RFC 6749 section 4.1.2.1). */
    void onRefusal(RoutingContext ctx, OAuthException refusal) {
        ReturnAddress address;
        try {
            address = ReturnAddress.of(Parameters.ofQuery(ctx));
        } catch (OAuthException untrusted) {
            Pages.refusal(ctx.response(), untrusted);
            return;
        }
        answers.refusal(ctx, address, refusal);
    }

    private @Nullable String userToAnswerFor(RoutingContext ctx, AuthorizationRequest request) {
        String user = sessions.user(ctx);
        if (settings.autoApprove) {
            return user == null ? NOBODY_IN_PARTICULAR : user;
        }
        return "login".equals(request.prompt()) ? null : user;
    }
}

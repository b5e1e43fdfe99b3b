package dev.pkce.gateway.demo;

import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** RFC 6749 section 4.1.1: takes the request, and answers at once if nobody has to be asked. */
final class AuthorizeEndpoint {
    private static final String NOBODY_IN_PARTICULAR = "developer";

    private static final String REQUEST = "authorization request";

    private final Settings settings;
    private final Sessions sessions;
    private final PushedRequests pushed;
    private final AuthorizationAnswers answers;
    private final LoginEndpoint login;

    AuthorizeEndpoint(
            Settings settings,
            Sessions sessions,
            PushedRequests pushed,
            AuthorizationAnswers answers,
            LoginEndpoint login) {
        this.settings = settings;
        this.sessions = sessions;
        this.pushed = pushed;
        this.answers = answers;
        this.login = login;
    }

    void onRequest(RoutingContext ctx) {
        AuthorizationRequest request = AuthorizationRequest.of(parameters(ctx), settings.redirectUris);
        if (settings.par == Par.REQUIRED && !isPushed(ctx)) {
            throw OAuthException.invalidRequest("The request must be pushed");
        }
        String user = userToAnswerFor(ctx, request);
        if (user != null) {
            answers.code(ctx, request, user);
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
            address = ReturnAddress.of(parameters(ctx), settings.redirectUris);
        } catch (OAuthException untrusted) {
            Pages.refusal(ctx.response(), untrusted);
            return;
        }
        answers.refusal(ctx, address, refusal);
    }

    /** Kept with the call, for a pushed request is spent when it is first read. */
    private Parameters parameters(RoutingContext ctx) {
        Parameters known = ctx.get(REQUEST);
        if (known != null) {
            return known;
        }
        Parameters query = Parameters.ofQuery(ctx);
        Parameters request = isPushed(ctx) ? pushed.take(query) : query;
        ctx.put(REQUEST, request);
        return request;
    }

    private boolean isPushed(RoutingContext ctx) {
        return settings.par != Par.NONE && Parameters.ofQuery(ctx).get("request_uri") != null;
    }

    private @Nullable String userToAnswerFor(RoutingContext ctx, AuthorizationRequest request) {
        String user = sessions.user(ctx);
        if (settings.autoApprove) {
            return user == null ? NOBODY_IN_PARTICULAR : user;
        }
        return "login".equals(request.prompt()) ? null : user;
    }
}

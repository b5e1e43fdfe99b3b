package dev.pkce.gateway.demo;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.InstantSource;

/** Asks a person, and takes the answer from the browser that was asked and from no other. */
final class LoginEndpoint {
    static final String PATH = "/login";

    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private record Pending(AuthorizationRequest request, String cookie) {}

    private final Settings settings;
    private final Sessions sessions;
    private final AuthorizationAnswers answers;
    private final ExpiringMap<Pending> logins = new ExpiringMap<>(InstantSource.system());

    LoginEndpoint(Settings settings, Sessions sessions, AuthorizationAnswers answers) {
        this.settings = settings;
        this.sessions = sessions;
        this.answers = answers;
    }

    /** One cookie per login, so that two tabs do not disturb each other. */
    void ask(RoutingContext ctx, AuthorizationRequest request) {
        String login = Crypto.random();
        String cookie = Crypto.random();
        logins.put(login, new Pending(request, cookie), PATIENCE);
        ctx.response().addCookie(Sessions.cookie(login, cookie, PATIENCE).setPath(PATH));
        switch (settings.loginPage) {
            case HTML_200 -> Pages.login(ctx.response(), login, request);
            case REDIRECT_302_ABSOLUTE -> redirect(ctx.response(), 302, answers.issuer() + "login?login=" + login);
            case REDIRECT_303_RELATIVE -> redirect(ctx.response(), 303, PATH + "?login=" + login);
        }
    }

    void onShow(RoutingContext ctx) {
        String login = Parameters.ofQuery(ctx).required("login");
        Pages.login(ctx.response(), login, pending(ctx, login).request());
    }

    void onSubmit(RoutingContext ctx) {
        Parameters form = Parameters.ofForm(ctx);
        String login = form.required("login");
        String user = form.required("username");
        boolean approved = form.required("action").equals("approve");
        AuthorizationRequest request = pending(ctx, login).request();
        logins.remove(login);
        ctx.response().addCookie(Sessions.cookie(login, "", Duration.ZERO).setPath(PATH));
        if (approved) {
            sessions.open(ctx, user);
            answers.code(ctx, request, user);
        } else {
            answers.refusal(ctx, request.address(), new OAuthException("access_denied", "The user said no"));
        }
    }

    static void onRefusal(RoutingContext ctx, OAuthException refusal) {
        Pages.refusal(ctx.response(), refusal);
    }

    private Pending pending(RoutingContext ctx, String login) {
        Pending pending = logins.get(login);
        Cookie cookie = ctx.request().getCookie(login);
        if (pending == null || cookie == null || !Crypto.same(pending.cookie(), cookie.getValue())) {
            throw OAuthException.invalidRequest("This login is unknown, over, or another browser's");
        }
        return pending;
    }

    private static void redirect(HttpServerResponse response, int status, String location) {
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader(HttpHeaders.LOCATION, location)
                .end();
    }
}

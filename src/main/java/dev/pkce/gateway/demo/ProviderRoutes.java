package dev.pkce.gateway.demo;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Which address leads where; every request is recorded, then meets its fault if there is one. */
final class ProviderRoutes {
    private static final int BODY_LIMIT = 64 * 1024;
    /** RFC 9110 section 5.6.7; the JDK's own format leaves out a zero. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    /** How an endpoint words a refusal. */
    @FunctionalInterface
    private interface Refuse {
        void refuse(RoutingContext ctx, OAuthException refusal);
    }

    private final Settings settings;
    private final AuthorizeEndpoint authorize;
    private final LoginEndpoint login;
    private final PushEndpoint push;
    private final TokenEndpoint token;
    private final UserInfoEndpoint userInfo;
    private final MetadataEndpoint metadata;

    ProviderRoutes(int port, String issuer, Settings settings, SigningKeys keys) {
        Grants grants = new Grants(InstantSource.system());
        Sessions sessions = new Sessions(InstantSource.system(), port);
        PushedRequests pushed = new PushedRequests(InstantSource.system());
        DpopProofs proofs = new DpopProofs(issuer, settings, InstantSource.system());
        Clients clients = new Clients(issuer, settings, proofs);
        AuthorizationAnswers answers = new AuthorizationAnswers(issuer, settings, grants);
        this.settings = settings;
        login = new LoginEndpoint(settings, sessions, answers);
        authorize = new AuthorizeEndpoint(settings, sessions, pushed, answers, login);
        push = new PushEndpoint(settings, clients, pushed);
        token = new TokenEndpoint(settings, clients, grants, new IdTokens(issuer, settings, keys));
        userInfo = new UserInfoEndpoint(issuer, grants, proofs);
        metadata = new MetadataEndpoint(issuer, settings, keys);
    }

    void mount(Router router) {
        router.route().handler(BodyHandler.create(false).setBodyLimit(BODY_LIMIT));
        router.route().handler(this::record);
        router.route().handler(this::date);
        leg(Leg.AUTHORIZE, router.get("/authorize"), authorize::onRequest, authorize::onRefusal);
        leg(Leg.PAR, router.post(PushEndpoint.PATH), push::onPush, Replies::refusal);
        leg(Leg.TOKEN, router.post("/oauth/token"), token::onToken, Replies::refusal);
        leg(Leg.REVOKE, router.post("/oauth/revoke"), token::onRevoke, Replies::refusal);
        leg(Leg.USERINFO, router.get("/userinfo"), userInfo::onRequest, Replies::refusal);
        leg(Leg.DISCOVERY, router.get(MetadataDocument.OPENID_PATH), metadata::onMetadata, Replies::refusal);
        leg(Leg.DISCOVERY, router.get(MetadataDocument.OAUTH_PATH), metadata::onMetadata, Replies::refusal);
        leg(Leg.JWKS, router.get("/.well-known/jwks.json"), metadata::onKeys, Replies::refusal);
        route(router.get(LoginEndpoint.PATH), login::onShow, LoginEndpoint::onRefusal);
        route(router.post(LoginEndpoint.PATH), login::onSubmit, LoginEndpoint::onRefusal);
        route(router.get(MetadataEndpoint.FOREIGN_KEYS), metadata::onForeignKeys, Replies::refusal);
        route(router.get(MetadataEndpoint.PICTURE), metadata::onPicture, Replies::refusal);
    }

    private void record(RoutingContext ctx) {
        settings.recorder.add(Recorded.of(ctx));
        ctx.next();
    }

    private void date(RoutingContext ctx) {
        Duration offset = settings.clock;
        if (offset != null) {
            ctx.response().putHeader(HttpHeaders.DATE, DATE.format(Instant.now().plus(offset)));
        }
        ctx.next();
    }

    private void leg(Leg leg, Route route, Handler<RoutingContext> serve, Refuse refuse) {
        route(route.handler(ctx -> settings.faults.meet(leg, ctx)), serve, refuse);
    }

    private static void route(Route route, Handler<RoutingContext> serve, Refuse refuse) {
        route.handler(serve).failureHandler(ctx -> fail(ctx, refuse));
    }

    private static void fail(RoutingContext ctx, Refuse refuse) {
        if (ctx.failure() instanceof OAuthException refusal) {
            refuse.refuse(ctx, refusal);
        } else {
            ctx.next();
        }
    }
}

package dev.pkce.gateway.demo;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Who is logged in in which browser. Confined to one event loop. */
final class Sessions {
    private static final Duration LIFETIME = Duration.ofHours(12);

    private final ExpiringMap<String> users;
    private final String cookieName;

    /** Cookies do not tell ports apart, so the name does: two providers on one machine keep their own sessions. */
    Sessions(InstantSource clock, int port) {
        this.users = new ExpiringMap<>(clock);
        this.cookieName = "session_" + port;
    }

    void open(RoutingContext ctx, String user) {
        String id = Crypto.random();
        users.put(id, user, LIFETIME);
        ctx.response().addCookie(cookie(cookieName, id, LIFETIME).setPath("/"));
    }

    @Nullable String user(RoutingContext ctx) {
        Cookie cookie = ctx.request().getCookie(cookieName);
        return cookie == null ? null : users.get(cookie.getValue());
    }

    static Cookie cookie(String name, String value, Duration lifetime) {
        return Cookie.cookie(name, value)
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.LAX)
                .setMaxAge(lifetime.toSeconds());
    }
}

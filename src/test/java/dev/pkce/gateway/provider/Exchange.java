package dev.pkce.gateway.provider;

import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** One conversation of a gateway with its provider, and what a program does that brings it about. */
enum Exchange {
    DISCOVERY(Leg.DISCOVERY, "/.well-known/openid-configuration"),
    JWKS(Leg.JWKS, "/.well-known/jwks.json"),
    AUTHORIZE(Leg.AUTHORIZE, "/authorize"),
    PUSH(Leg.PAR, "/oauth/par"),
    TOKEN(Leg.TOKEN, "/oauth/token"),
    REVOKE(Leg.REVOKE, "/oauth/revoke");

    private final Leg leg;
    private final String path;

    Exchange(Leg leg, String path) {
        this.leg = leg;
        this.path = path;
    }

    String path() {
        return path;
    }

    /** Whether a gateway has it when it starts, and then remembers what it was told. */
    boolean early() {
        return this == DISCOVERY || this == JWKS;
    }

    void meets(DevelopmentProvider provider, Fault fault) {
        provider.faults().on(leg, fault);
    }

    int hits(DevelopmentProvider provider) {
        return provider.recorder().count(path);
    }

    /** Has {@code gateway} do it; what its caller is told. The token call is without OpenID: any access token will do. */
    Reply at(TestGateway gateway) {
        Login login = gateway.login();
        return switch (this) {
            case DISCOVERY, AUTHORIZE, PUSH -> login.park().join();
            case JWKS -> login.token(login.approved());
            case TOKEN -> login.token(login.approved(login.seed().put("scope", JsonArray.of("profile"))));
            case REVOKE ->
                gateway.postJson(
                        "/pkce/revoke",
                        new JsonObject().put("client_id", Login.CLIENT).put("token", "any"));
        };
    }
}

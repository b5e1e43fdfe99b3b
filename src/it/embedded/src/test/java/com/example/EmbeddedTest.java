package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pkce.gateway.GatewayConfig;
import dev.pkce.gateway.GatewayVerticle;
import dev.pkce.gateway.api.AuthorizationResponse;
import dev.pkce.gateway.api.AuthorizeRequest;
import dev.pkce.gateway.api.ChallengeRequest;
import dev.pkce.gateway.api.ChallengedPkce;
import dev.pkce.gateway.api.Pkce;
import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.api.RedirectRequest;
import dev.pkce.gateway.api.SeededPkce;
import dev.pkce.gateway.api.SignIn;
import dev.pkce.gateway.api.TokenizedPkce.AuthorizationCode;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gateway beside verticles of our own, without its listener: a person signs in, and nothing stays. */
class EmbeddedTest {
    private static final String CALLBACK = "http://127.0.0.1/callback";

    private final Leftovers leftovers = new Leftovers();
    private final Vertx vertx = leftovers.vertx();
    private final Vertx elsewhere = Vertx.vertx();
    private DevelopmentProvider provider;

    @BeforeEach
    void own() throws Exception {
        provider = of(DevelopmentProvider.start(elsewhere, 0)).autoApprove(true);
        of(vertx.deployVerticle(context -> {
            vertx.eventBus().consumer("own", message -> message.reply(message.body()));
            return Future.succeededFuture();
        }));
    }

    @AfterEach
    void close() throws Exception {
        of(vertx.close());
        of(elsewhere.close());
    }

    private static <T> T of(Future<T> call) throws Exception {
        return call.await(30, TimeUnit.SECONDS);
    }

    @Test
    void a_person_signs_in_and_nothing_stays() throws Exception {
        Set<String> before = leftovers.of(vertx);
        JsonObject known = new JsonObject()
                .put("issuer", provider.issuer())
                .put("preflight", false)
                .put("redirect-uris", JsonArray.of(CALLBACK));
        GatewayConfig config =
                GatewayConfig.read(Settings.of(new JsonObject().put("providers", JsonArray.of(known))));
        String id = of(vertx.deployVerticle(new GatewayVerticle(config).withoutHttp().withoutManagement()));

        SignIn signedIn = signIn();

        assertFalse(signedIn.token().accessToken().reveal().isEmpty());
        assertEquals("hello", of(vertx.eventBus().request("own", "hello")).body());
        assertTrue(leftovers.connections() > 0);
        of(vertx.undeploy(id));
        for (int i = 0; i < 100 && !leftovers.of(vertx).equals(before); i++) {
            of(vertx.timer(100));
        }
        assertEquals(before, leftovers.of(vertx));
    }

    private SignIn signIn() throws Exception {
        PkceGateway gateway = PkceGateway.on(vertx);
        ChallengedPkce challenge = of(gateway.challenge(new ChallengeRequest("embedded")));
        SeededPkce seed = SeededPkce.of(challenge, "client", List.of("openid")).withRedirectUri(CALLBACK);
        Future<Pkce> waiting = gateway.authorize(new AuthorizeRequest(seed, "embedded", null));
        String there = of(gateway.redirect(new RedirectRequest(challenge.state()))).location();
        of(gateway.respond(AuthorizationResponse.fromJson(browse(there))));
        return of(gateway.token(new AuthorizationCode(
                "client", of(waiting).answered().code(), CALLBACK, challenge.verifier(), null)));
    }

    /** What the person comes back from the provider with. */
    private static JsonObject browse(String url) throws Exception {
        HttpResponse<Void> back = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding());
        JsonObject parameters = new JsonObject();
        String query = URI.create(back.headers().firstValue("Location").orElseThrow()).getRawQuery();
        for (String pair : query.split("&")) {
            String[] parts = pair.split("=", 2);
            parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }

    @Test
    void no_logging_backend_and_no_command_line_come_along() {
        for (String name : List.of("ch.qos.logback.classic.Logger", "picocli.CommandLine", "io.opentelemetry.sdk.OpenTelemetrySdk")) {
            assertNull(getClass().getClassLoader().getResource(name.replace('.', '/') + ".class"), name);
        }
    }
}

package dev.pkce.gateway;

import dev.pkce.gateway.api.AuthorizationResponse;
import dev.pkce.gateway.api.AuthorizeRequest;
import dev.pkce.gateway.api.ChallengeRequest;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.api.RedirectRequest;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.SeededPkce;
import dev.pkce.gateway.api.TokenizedPkce.AuthorizationCode;
import dev.pkce.gateway.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** The example of the embedding guide, which a test compares with it and runs: a web application that signs people in. */
final class EmbeddingExample extends VerticleBase {
    private static final String COOKIE = "sign-in";

    private final Map<String, Secret> verifiers = new ConcurrentHashMap<>();
    private final JsonObject configuration;
    private final int port;
    private final String redirectUri;

    /** An application on {@code port}, whose gateway is configured so. */
    EmbeddingExample(JsonObject configuration, int port) {
        this.configuration = configuration;
        this.port = port;
        this.redirectUri = "http://localhost:" + port + "/callback";
    }

    @Override
    public Future<?> start() throws Exception {
        GatewayConfig config = GatewayConfig.read(Settings.of(configuration));
        return vertx.deployVerticle(new GatewayVerticle(config).withoutHttp().withoutManagement())
                .compose(id ->
                        vertx.createHttpServer().requestHandler(this::onRequest).listen(port, "localhost"));
    }

    private void onRequest(HttpServerRequest request) {
        Future<?> answered = request.path().equals("/callback") ? onCallback(request) : onLogin(request);
        answered.onFailure(failure -> request.response()
                .setStatusCode(PkceException.of(failure).problem().status())
                .end());
    }

    private Future<Void> onLogin(HttpServerRequest request) {
        PkceGateway gateway = PkceGateway.on(vertx);
        return gateway.challenge(new ChallengeRequest("my-app")).compose(challenge -> {
            verifiers.put(challenge.state(), challenge.verifier());
            SeededPkce seed = SeededPkce.of(challenge, "my-client", List.of("openid", "profile"));
            request.response()
                    .addCookie(Cookie.cookie(COOKIE, challenge.state())
                            .setHttpOnly(true)
                            .setSameSite(CookieSameSite.LAX));
            return gateway.authorize(new AuthorizeRequest(seed, "my-app", Duration.ZERO))
                    .compose(seeded -> gateway.redirect(new RedirectRequest(challenge.state())))
                    .compose(to -> request.response()
                            .setStatusCode(302)
                            .putHeader("Location", to.location())
                            .end());
        });
    }

    private Future<Void> onCallback(HttpServerRequest request) {
        JsonObject parameters = new JsonObject();
        request.params().forEach(parameters::put);
        AuthorizationResponse response = AuthorizationResponse.fromJson(parameters);
        Cookie started = request.getCookie(COOKIE);
        if (started == null || !started.getValue().equals(response.state())) {
            return request.response().setStatusCode(403).end("This sign-in was started in another browser.");
        }
        Secret verifier = Objects.requireNonNull(verifiers.remove(response.state()));
        PkceGateway gateway = PkceGateway.on(vertx);
        return gateway.respond(response)
                .compose(pkce -> gateway.token(
                        new AuthorizationCode("my-client", pkce.answered().code(), redirectUri, verifier, null)))
                .compose(signIn -> request.response().end("Signed in"));
    }
}

package dev.pkce.gateway;

import dev.pkce.gateway.api.AuthorizeRequest;
import dev.pkce.gateway.api.ChallengeRequest;
import dev.pkce.gateway.api.OAuthToken;
import dev.pkce.gateway.api.Pkce;
import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.api.SeededPkce;
import dev.pkce.gateway.api.SignIn;
import dev.pkce.gateway.api.TokenizedPkce.AuthorizationCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/** The example of the README, which a test compares with it and runs. */
final class EventBusExample {
    private final PkceGateway gateway;
    private final String redirectUri;

    EventBusExample(Vertx vertx, String redirectUri) {
        this.gateway = PkceGateway.on(vertx);
        this.redirectUri = redirectUri;
    }

    Future<OAuthToken> signIn() {
        return gateway.challenge(new ChallengeRequest("my-app")).compose(challenge -> {
            SeededPkce seed = SeededPkce.of(challenge, "my-client", List.of("openid", "profile"));
            // Send the person to <gateway>/pkce/authorize?state=… while this waits:
            return gateway.authorize(new AuthorizeRequest(seed, "my-app", null))
                    .map(Pkce::answered)
                    .compose(answer -> gateway.token(
                            new AuthorizationCode("my-client", answer.code(), redirectUri, challenge.verifier(), null)))
                    .map(SignIn::token);
        });
    }
}

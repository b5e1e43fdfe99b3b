package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.LogCapture;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Recorded;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where the secrets of a token call go, and where they do not. */
@ExtendWith(GatewayExtension.class)
class TokenSecretsTest {
    private static final String CANARY = "canary-c7715b";

    private final TestGateway gateway;
    private final DevelopmentProvider provider;

    TokenSecretsTest(TestGateway gateway, DevelopmentProvider provider) {
        this.gateway = gateway;
        this.provider = provider;
    }

    @Test
    @DisplayName("D20: what a client sends to authenticate itself, unasked, neither reaches the provider nor a log")
    void nothing_is_forwarded() {
        Login login = gateway.login();
        JsonObject call = login.tokenCall(login.approved())
                .put("client_secret", CANARY)
                .put("client_assertion", CANARY)
                .put("password", CANARY);
        String[] headers = {
            "Authorization", "Basic " + CANARY,
            "Proxy-Authorization", "Basic " + CANARY,
            "Cookie", "session=" + CANARY,
            "X-Forwarded-For", CANARY,
            "X-Custom", CANARY
        };

        try (LogCapture logs = new LogCapture()) {
            gateway.postJson("/pkce/token", call, headers).expect(200);
            gateway.postJson("/pkce/token", call, headers).expectProblem(400, "invalid_grant");

            assertThat(logs.text()).doesNotContain(CANARY);
        }
        assertThat(tokenRequests()).hasSize(1);
        assertThat(provider.recorder().all().toString()).doesNotContain(CANARY);
    }

    @Test
    @DisplayName("D21: code, verifier and refresh token are in the body of a POST and nowhere else")
    void secrets_are_in_bodies() {
        Login login = gateway.login();
        String code = login.approved(login.seed().put("scope", "openid offline_access"));
        String first = refreshToken(login.tokenCall(code));
        String second = refreshToken(new JsonObject()
                .put("grant_type", "refresh_token")
                .put("client_id", Login.CLIENT)
                .put("refresh_token", first));
        gateway.postJson(
                        "/pkce/revoke",
                        new JsonObject().put("client_id", Login.CLIENT).put("token", second))
                .expect(204);
        List<String> secrets = List.of(code, login.verifier(), first, second);

        List<Recorded> told = provider.recorder().all().stream()
                .filter(request -> secrets.stream().anyMatch(request.toString()::contains))
                .toList();

        assertThat(told).extracting(Recorded::path).containsExactly("/oauth/token", "/oauth/token", "/oauth/revoke");
        assertThat(told).allSatisfy(request -> {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.query().pairs()).isEmpty();
            assertThat(request.headers().toString()).doesNotContain(secrets);
        });
        assertThat(Stream.of(told.get(0).form().all("code"), told.get(1).form().all("refresh_token")))
                .containsExactly(List.of(code), List.of(first));
    }

    private String refreshToken(JsonObject call) {
        return gateway.postJson("/pkce/token", call)
                .expect(200)
                .json("auth0", "oAuth", "token")
                .getString("refresh_token");
    }

    private List<Recorded> tokenRequests() {
        return provider.recorder().at("/oauth/token");
    }
}

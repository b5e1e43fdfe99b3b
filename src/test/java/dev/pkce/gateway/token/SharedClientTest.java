package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two providers that know the gateway by the same client id. */
@ExtendWith(GatewayExtension.class)
class SharedClientTest {
    private final TestGateways gateways;
    private final DevelopmentProvider first;
    private final Vertx vertx = Vertx.vertx();
    private final DevelopmentProvider second;
    private TestGateway gateway;

    SharedClientTest(TestGateways gateways, DevelopmentProvider first) throws TimeoutException {
        this.gateways = gateways;
        this.first = first;
        this.second = DevelopmentProvider.start(vertx, 0).await(20, TimeUnit.SECONDS);
        this.gateway = start();
    }

    private TestGateway start() {
        return gateways.start(config -> config.put(
                "providers",
                new JsonArray()
                        .add(provider("first", first))
                        .add(provider("second", second).put("default", false))));
    }

    private static JsonObject provider(String name, DevelopmentProvider provider) {
        return new JsonObject()
                .put("name", name)
                .put("issuer", provider.issuer())
                .put("client-id", Login.CLIENT)
                .put("domains", new JsonArray().add(name + ".example"));
    }

    @BeforeEach
    void forget_what_the_start_asked() {
        first.recorder().clear();
        second.recorder().clear();
    }

    @AfterEach
    void stop() throws TimeoutException {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("G11: a code goes to the provider of its flow, whatever provider its token call names")
    void a_code_goes_to_the_provider_of_its_flow() {
        Login login = gateway.login();
        String code = login.approved(offline(login));

        token(login.tokenCall(code).put("domain", "second.example")).expect(200);

        assertThat(tokenCalls(first)).isEqualTo(1);
        assertThat(tokenCalls(second)).isZero();
    }

    @Test
    @DisplayName("G11: a refresh token goes to the provider that gave it, and to no other one")
    void a_refresh_token_goes_to_its_provider() {
        String refreshToken = signedIn();

        token(refresh(refreshToken).put("domain", "second.example")).expectProblem(400, "invalid_grant");
        revoke(refreshToken, "second.example").expectProblem(400, "invalid_grant");
        assertThat(second.recorder().count("/oauth/revoke")).isZero();
        assertThat(tokenCalls(second)).isZero();

        token(refresh(refreshToken)).expect(200);
        token(refresh(refreshToken)).expect(200);
        assertThat(tokenCalls(first)).isEqualTo(2);
    }

    @Test
    void a_token_of_unknown_origin_needs_the_domain_of_its_provider() {
        String refreshToken = signedIn();
        gateway = start();

        token(refresh(refreshToken)).expectProblem(400, "unauthorized_domain");
        revoke(refreshToken, null).expectProblem(400, "unauthorized_domain");
        assertThat(tokenCalls(first)).isEqualTo(1);
        token(refresh(refreshToken).put("domain", "evil.example")).expectProblem(400, "unauthorized_domain");

        Reply reply =
                token(refresh(refreshToken).put("domain", "first.example")).expect(200);
        assertThat(tokenCalls(second)).isZero();
        revoke(reply.json("auth0", "oAuth", "token").getString("access_token"), "first.example")
                .expect(204);
        assertThat(first.recorder().count("/oauth/revoke")).isEqualTo(1);
    }

    @Test
    void a_code_that_was_won_elsewhere_goes_to_the_domain_that_its_call_names() {
        Login login = gateway.login();

        token(login.tokenCall("elsewhere")).expectProblem(400, "unauthorized_domain");
        token(login.tokenCall("elsewhere").put("domain", second.issuer())).expectProblem(400, "invalid_grant");

        assertThat(tokenCalls(first)).isZero();
        assertThat(tokenCalls(second)).isEqualTo(1);
    }

    private String signedIn() {
        Login login = gateway.login();
        return login.token(login.approved(offline(login)))
                .expect(200)
                .json("auth0", "oAuth", "token")
                .getString("refresh_token");
    }

    private static JsonObject offline(Login login) {
        return login.seed()
                .put("domain", "first.example")
                .put("scope", new JsonArray().add("openid").add("offline_access"));
    }

    private static JsonObject refresh(String token) {
        return new JsonObject()
                .put("grant_type", "refresh_token")
                .put("client_id", Login.CLIENT)
                .put("refresh_token", token);
    }

    private Reply token(JsonObject call) {
        return gateway.postJson("/pkce/token", call);
    }

    private Reply revoke(String token, @Nullable String domain) {
        return gateway.postJson(
                "/pkce/revoke",
                new JsonObject()
                        .put("client_id", Login.CLIENT)
                        .put("token", token)
                        .put("domain", domain));
    }

    private static int tokenCalls(DevelopmentProvider provider) {
        return provider.recorder().count("/oauth/token");
    }
}

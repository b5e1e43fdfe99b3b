package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.Forms;
import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import dev.pkce.gateway.demo.Recorded;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GatewayExtension.class)
class TokenTest {
    private static final String UPSTREAM = "/oauth/token";

    private final TestGateway gateway;
    private final DevelopmentProvider provider;

    TokenTest(TestGateway gateway, DevelopmentProvider provider) {
        this.gateway = gateway;
        this.provider = provider;
    }

    @Test
    @DisplayName("D1: one form goes to the provider, with the members of the call and nothing of its header")
    void sends_the_provider_one_form_of_the_members() {
        Login login = gateway.login();
        String code = login.approved();
        JsonObject call = login.tokenCall(code).put("audience", "https://api.example.com");

        gateway.postJson("/pkce/token", call, "Authorization", "Bearer own", "Cookie", "session=own")
                .expect(200);

        assertThat(provider.recorder().count(UPSTREAM)).isEqualTo(1);
        Recorded sent = provider.recorder().at(UPSTREAM).get(0);
        assertThat(sent.method()).isEqualTo("POST");
        assertThat(sent.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(sent.header("Accept")).isEqualTo("application/json");
        assertThat(sent.header("Authorization")).isNull();
        assertThat(sent.header("Cookie")).isNull();
        assertThat(sent.query().pairs()).isEmpty();
        assertThat(Forms.query("?" + sent.body()))
                .isEqualTo(Map.of(
                        "grant_type",
                        "authorization_code",
                        "client_id",
                        Login.CLIENT,
                        "code",
                        code,
                        "redirect_uri",
                        gateway.callback(),
                        "code_verifier",
                        login.verifier(),
                        "audience",
                        "https://api.example.com"));
    }

    @Test
    @DisplayName("D1: the answer holds the OAuth token, every member of its type")
    void answers_with_the_token() {
        Reply reply = offline();

        JsonObject auth0 = reply.json("auth0");
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(auth0.getString("client")).isEqualTo(Login.CLIENT);
        JsonObject token = reply.json("auth0", "oAuth", "token");
        assertThat(token.fieldNames())
                .containsExactlyInAnyOrder(
                        "access_token", "token_type", "expires_in", "scope", "refresh_token", "id_token");
        assertThat(token.getValue("token_type")).isEqualTo("Bearer");
        assertThat(token.getValue("expires_in")).isEqualTo(3600);
        assertThat(token.getValue("scope")).isEqualTo("openid offline_access");
        assertThat(token.getString("access_token")).isNotEmpty();
    }

    @Test
    @DisplayName("D2: no answer of the token endpoint may be cached, success or failure")
    void nothing_may_be_cached() {
        Login login = gateway.login();
        String code = login.approved();

        notCached(gateway.post("/pkce/token").expect(400));
        notCached(gateway.postJson("/pkce/token", login.tokenCall(code).put("client_id", "other"))
                .expect(400));
        notCached(login.token(code).expect(200));
        notCached(login.token(code).expect(400));
        notCached(gateway.get("/pkce/token").expect(405));
        notCached(gateway.postForm("/pkce/token", Map.of("code", code)).expect(415));
        provider.faults().once(Leg.TOKEN, Fault.html(500));
        Login failing = gateway.login();
        notCached(failing.token(failing.approved()).expect(502));
    }

    @Test
    @DisplayName("D9: a refresh token in refresh_token goes out alone, without what belongs to a code")
    void refreshes_by_the_additive_member() {
        String refreshToken = refreshToken(offline());
        provider.recorder().clear();

        Reply reply = gateway.postJson("/pkce/token", refresh().put("refresh_token", refreshToken));

        assertThat(refreshToken(reply.expect(200))).isNotEmpty().isNotEqualTo(refreshToken);
        assertRefreshed(refreshToken);
    }

    @Test
    @DisplayName("D9: a refresh token in code, as the SDKs' model has it, does the same")
    void refreshes_by_the_member_of_the_model() {
        String refreshToken = refreshToken(offline());
        provider.recorder().clear();

        // The model requires the two members that a refresh has no use for.
        JsonObject call = refresh()
                .put("code", refreshToken)
                .put("redirect_uri", gateway.callback())
                .put("code_verifier", "v".repeat(43));
        gateway.postJson("/pkce/token", call).expect(200);

        assertRefreshed(refreshToken);
    }

    @Test
    @DisplayName("D19: a replay after success is refused without asking the provider")
    void a_replay_is_refused() {
        Login login = gateway.login();
        String code = login.approved();
        login.token(code).expect(200);

        login.token(code).expectProblem(400, "invalid_grant");
        login.token(code).expectProblem(400, "invalid_grant");

        assertThat(provider.recorder().count(UPSTREAM)).isEqualTo(1);
    }

    private Reply offline() {
        Login login = gateway.login();
        JsonObject seed =
                login.seed().put("scope", new JsonArray().add("openid").add("offline_access"));
        return login.token(login.approved(seed)).expect(200);
    }

    private static JsonObject refresh() {
        return new JsonObject().put("grant_type", "refresh_token").put("client_id", Login.CLIENT);
    }

    private static String refreshToken(Reply reply) {
        return reply.json("auth0", "oAuth", "token").getString("refresh_token");
    }

    private void assertRefreshed(String refreshToken) {
        assertThat(provider.recorder().count(UPSTREAM)).isEqualTo(1);
        assertThat(Forms.query("?" + provider.recorder().at(UPSTREAM).get(0).body()))
                .isEqualTo(Map.of(
                        "grant_type", "refresh_token", "client_id", Login.CLIENT, "refresh_token", refreshToken));
    }

    private static void notCached(Reply reply) {
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        assertThat(reply.header("Pragma")).isEqualTo("no-cache");
    }
}

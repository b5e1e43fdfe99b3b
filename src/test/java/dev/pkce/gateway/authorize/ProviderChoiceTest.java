package dev.pkce.gateway.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.Forms;
import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Recorded;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of two providers a login goes to, and that all of it goes there. */
@ExtendWith({GatewayExtension.class, VertxExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProviderChoiceTest {
    private static final String TOKENS = "/oauth/token";

    private DevelopmentProvider one;
    private DevelopmentProvider two;
    private TestGateways gateways;
    private TestGateway gateway;

    @BeforeAll
    void start(Vertx vertx, DevelopmentProvider provider, TestGateways all) throws Exception {
        one = provider;
        two = DevelopmentProvider.start(vertx, 0).await(20, TimeUnit.SECONDS);
        gateways = all;
        gateway = gateways.start(config -> config.getJsonArray("providers")
                .add(new JsonObject()
                        .put("issuer", two.issuer())
                        .put("name", "two")
                        .put("default", true)
                        .put("domains", new JsonArray().add("Tenant.example"))));
    }

    @BeforeEach
    void forget() {
        two.recorder().clear();
        two.autoApprove(false);
    }

    @ParameterizedTest(name = "G1: the domain {0} is the provider's")
    @ValueSource(
            strings = {
                "",
                "UNKNOWN",
                "{two}",
                "http://{two}",
                "http://{two}/",
                "http://{two}/authorize",
                "tenant.example",
                "https://tenant.example",
                "https://tenant.example/",
                "https://tenant.example/authorize",
                "https://TENANT.example:443/authorize"
            })
    void spellings(String domain) {
        Login login = gateway.login();
        JsonObject seed = login.seed().put("domain", domain.replace("{two}", authority(two)));

        gateway.postJson("/pkce/code", seed, "Prefer", "respond-async").expect(202);

        String location = gateway.get("/pkce/authorize?state=" + login.state())
                .expect(302)
                .header("Location");
        assertThat(location).startsWith(two.issuer() + "authorize?");
        assertThat(Forms.query(location)).doesNotContainKey("domain").containsEntry("redirect_uri", gateway.callback());
        assertThat(Seeds.reached(one, login.state())).isEmpty();
    }

    @Test
    @DisplayName("G11: the code and its verifier go to the provider of the flow, whichever is the default")
    void tokens_come_from_the_provider_of_the_flow() {
        Login login = gateway.login();
        String code = login.approved(login.seed().put("domain", one.issuer()));

        JsonObject auth0 = login.token(code).expect(200).json("auth0");

        assertThat(auth0.getString("domain")).isEqualTo(one.issuer());
        assertThat(one.recorder().count(TOKENS)).isEqualTo(1);
        assertThat(two.recorder().count(TOKENS)).isZero();
    }

    @Test
    @DisplayName("G11: a token call with the client of another provider reaches neither, and spoils nothing")
    void the_client_of_another_provider() {
        TestGateway clients = gateways.start(config -> {
            JsonArray providers = config.getJsonArray("providers");
            providers.getJsonObject(0).put("client-id", Login.CLIENT);
            providers.add(new JsonObject()
                    .put("issuer", two.issuer())
                    .put("name", "two")
                    .put("client-id", "other"));
        });
        Login login = clients.login();
        String code = login.approved();

        clients.postJson("/pkce/token", login.tokenCall(code).put("client_id", "other"))
                .expectProblem(400, "invalid_grant");

        assertThat(one.recorder().count(TOKENS)).isZero();
        assertThat(two.recorder().count(TOKENS)).isZero();
        login.token(code).expect(200);
        assertThat(two.recorder().count(TOKENS)).isZero();
    }

    @Test
    @DisplayName("G11: a code of one provider for a flow of the other is refused there")
    void a_code_of_another_provider() {
        two.autoApprove(true);
        Login attacker = gateway.login();
        String stolen = gateway.postJson("/pkce/code", attacker.seed().put("domain", two.issuer()))
                .expect(200)
                .json("result")
                .getString("code");
        Login login = gateway.login();
        JsonObject seed = login.seed().put("domain", one.issuer());
        gateway.postJson("/pkce/code", seed, "Prefer", "respond-async").expect(202);

        Reply refused = login.token(stolen).expectProblem(400, "invalid_grant");

        assertThat(refused.body()).doesNotContain(stolen);
        assertThat(one.recorder().count(TOKENS)).isZero();
        assertThat(two.recorder().count(TOKENS)).isZero();
    }

    @Test
    @DisplayName("G16: an audience is a text, whatever it looks like")
    void an_audience_is_no_address(Vertx vertx) throws Exception {
        DevelopmentProvider canary = DevelopmentProvider.start(vertx, 0).await(20, TimeUnit.SECONDS);
        for (String audience : new String[] {"http://169.254.169.254/", canary.issuer()}) {
            Login login = gateway.login();
            JsonObject seed = login.seed().put("domain", one.issuer()).put("audience", audience);
            String code = login.approved(seed);

            assertThat(Seeds.asked(gateway, login.state()).query().all("audience"))
                    .containsExactly(audience);
            JsonObject auth0 = gateway.postJson(
                            "/pkce/token", login.tokenCall(code).put("audience", audience))
                    .expect(200)
                    .json("auth0");
            assertThat(auth0.getString("audience")).isEqualTo(audience);
        }
        assertThat(canary.recorder().all()).isEmpty();
    }

    private static String authority(DevelopmentProvider provider) {
        return URI.create(provider.issuer()).getRawAuthority();
    }

    @Test
    @DisplayName("B20: where a client is configured no other one is asked for")
    void another_client() {
        TestGateway own = gateways.start(
                config -> config.getJsonArray("providers").getJsonObject(0).put("client-id", "listed"));
        Login login = own.login();

        own.postJson("/pkce/code", login.seed().put("client_id", "another")).expectProblem(400, "unauthorized_client");

        assertThat(Seeds.reached(one, login.state())).isEmpty();
        own.postJson("/pkce/code", login.seed().put("client_id", "listed"), "Prefer", "respond-async")
                .expect(202);
        Recorded asked = Seeds.asked(own, login.state());
        assertThat(asked.query().all("client_id")).containsExactly("listed");
    }
}

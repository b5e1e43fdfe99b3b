package dev.pkce.gateway.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.Forms;
import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Person;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import dev.pkce.gateway.demo.Par;
import dev.pkce.gateway.demo.Recorded;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(GatewayExtension.class)
class PushedAuthorizationTest {
    private static final String PUSH = "/oauth/par";

    private final TestGateways gateways;
    private final DevelopmentProvider provider;

    PushedAuthorizationTest(TestGateways gateways, DevelopmentProvider provider) {
        this.gateways = gateways;
        this.provider = provider;
    }

    @BeforeEach
    void offered() {
        provider.par(Par.OFFERED);
    }

    @ParameterizedTest(
            name =
                    "F5: the call to the provider is one push where it is {0}; the browser carries no more than its name")
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void one_push(Par par) {
        provider.par(par);
        TestGateway gateway = gateways.start();
        Login login = gateway.login();
        JsonObject seed = login.seed().put("prompt", "login").put("audience", "https://api.example/");
        gateway.postJson("/pkce/code", seed, "Prefer", "respond-async").expect(202);

        Map<String, String> carried = sentOn(gateway, login);

        assertThat(carried).containsOnlyKeys("client_id", "request_uri").containsEntry("client_id", Login.CLIENT);
        assertThat(provider.recorder().count(PUSH)).isEqualTo(1);
        assertThat(Seeds.reached(provider, login.state())).isEmpty();
        Recorded push = provider.recorder().at(PUSH).get(0);
        assertThat(push.form().all("state")).containsExactly(login.state());
        assertThat(push.form().all("code_challenge"))
                .containsExactly(login.challenge().getString("challenge"));
        assertThat(push.form().all("prompt")).containsExactly("login");
        assertThat(push.form().all("audience")).containsExactly("https://api.example/");
        assertThat(push.form().all("response_type")).containsExactly("code");
        assertThat(push.body()).doesNotContain(login.verifier());
    }

    @Test
    @DisplayName("F5: a login whose request was pushed ends in tokens")
    void whole_flow() {
        provider.par(Par.REQUIRED);

        gateways.start().login().whole();

        assertThat(provider.recorder().count(PUSH)).isEqualTo(1);
    }

    @Test
    @DisplayName("F5: a request_uri serves one browser; the next one gets a request of its own")
    void used_once() {
        TestGateway gateway = gateways.start();
        Login login = gateway.login().seeded();

        String first = sentOn(gateway, login).get("request_uri");
        String second = sentOn(gateway, login).get("request_uri");
        String code = new Person(gateway).signIn(login.state());

        assertThat(second).isNotEqualTo(first);
        assertThat(provider.recorder().count(PUSH)).isEqualTo(3);
        login.token(code).expect(200);
    }

    @Test
    @DisplayName("F5: a browser that comes while the request is being pushed waits for it")
    void browser_waits_for_the_push() {
        TestGateway gateway = gateways.start();
        Login login = gateway.login();

        CompletableFuture<Reply> early = gateway.getAsync("/pkce/authorize?state=" + login.state());
        login.seeded();

        assertThat(early.join().expect(302).header("Location")).contains("request_uri=");
        assertThat(provider.recorder().count(PUSH)).isEqualTo(1);
    }

    @ParameterizedTest(name = "F5: a push that is refused with {0} is {1} {2}")
    @CsvSource({
        "'{\"error\":\"invalid_request\",\"error_description\":\"No such audience\"}', 400, invalid_request",
        "'{\"error\":\"unauthorized_client\"}', 400, unauthorized_client",
        "'{\"error\":\"invalid_client\"}', 502, server_error",
        "'{\"error\":\"canary-93\"}', 502, server_error",
        "'', 502, server_error"
    })
    void refused(String body, int status, String error) {
        provider.faults().once(Leg.PAR, Fault.json(400, body));
        Login login = gateways.start().login();

        Reply refusal = login.park().join().expectProblem(status, error);

        assertThat(refusal.body()).doesNotContain("canary-93");
        assertThat(Seeds.reached(provider, login.state())).isEmpty();
    }

    @ParameterizedTest(
            name = "F5: an answer to a push without sense, {0}, is a 502, and the same seed works afterwards")
    @CsvSource(
            delimiter = ';',
            value = {
                "201; {}",
                "201; {\"request_uri\":\"urn:x\"}",
                "201; {\"request_uri\":\"urn:x\",\"expires_in\":0}",
                "201; {\"request_uri\":\"urn:x\",\"expires_in\":\"soon\"}",
                "201; {\"request_uri\":7,\"expires_in\":60}",
                "201; {\"request_uri\":\"urn x\",\"expires_in\":60}",
                "201; []",
                "302; {\"request_uri\":\"urn:x\",\"expires_in\":60}",
                "500; {\"error\":\"invalid_request\"}"
            })
    void senseless(int status, String body) {
        provider.faults().once(Leg.PAR, Fault.json(status, body));
        TestGateway gateway = gateways.start();
        Login login = gateway.login();

        login.park().join().expectProblem(502, "server_error");

        login.token(new Person(gateway).signIn(login.seeded().state())).expect(200);
    }

    @Test
    @DisplayName("F5, B18: a request that must not wait for a person is pushed, and answered at once")
    void unattended() {
        TestGateway gateway = gateways.start();
        Login login = gateway.login();

        gateway.postJson("/pkce/code", login.seed().put("prompt", "none")).expectProblem(400, "login_required");

        provider.autoApprove(true);
        Login approved = gateway.login();
        Reply reply = gateway.postJson("/pkce/code", approved.seed().put("prompt", "none"))
                .expect(200);
        approved.token(reply.json("result").getString("code")).expect(200);
        assertThat(provider.recorder().count(PUSH)).isEqualTo(2);
        assertThat(Seeds.reached(provider, login.state(), approved.state())).hasSize(2);
    }

    @Test
    @DisplayName(
            "F5: a push that is refused because the gateway is not believed to be the client is no fault of the caller")
    void not_believed() {
        provider.faults().once(Leg.PAR, Fault.json(401, "{\"error\":\"invalid_request\"}"));

        gateways.start().login().park().join().expectProblem(502, "server_error");
    }

    @Test
    @DisplayName("F5: a provider that wants fewer pushes is obeyed")
    void slow_down() {
        provider.faults().once(Leg.PAR, Fault.tooManyRequests("7"));
        Login login = gateways.start().login();

        assertThat(login.park()
                        .join()
                        .expectProblem(429, "temporarily_unavailable")
                        .header("Retry-After"))
                .isEqualTo("7");
        assertThat(Integer.parseInt(login.park()
                        .join()
                        .expectProblem(429, "temporarily_unavailable")
                        .header("Retry-After")))
                .isBetween(1, 7);
        assertThat(provider.recorder().count(PUSH)).isEqualTo(1);
    }

    @Test
    @DisplayName("F5: nothing is pushed where the configuration says never")
    void never() {
        TestGateway gateway = gateways.start(config -> section(config).put("par", "never"));
        Login login = gateway.login().seeded();

        assertThat(sentOn(gateway, login)).containsKey("code_challenge");
        assertThat(provider.recorder().count(PUSH)).isZero();
    }

    @Test
    @DisplayName("F5: a provider without pushed requests is not used where the configuration requires them")
    void required_but_not_offered() {
        provider.par(Par.NONE);
        TestGateway gateway = gateways.start(config -> section(config).put("par", "required"));

        Login login = gateway.login();
        login.park().join().expectProblem(502, "server_error");

        assertThat(Seeds.reached(provider, login.state())).isEmpty();
    }

    @Test
    @DisplayName("a browser that has left for the provider keeps its flow when the gateway's own call fails")
    void departed() {
        provider.par(Par.NONE).faults().once(Leg.AUTHORIZE, Fault.hang());
        TestGateway gateway = gateways.start(config -> section(config).put("answer-timeout", "2s"));
        Login login = gateway.login();
        CompletableFuture<Reply> parked = login.park();
        Seeds.asked(gateway, login.state());
        sentOn(gateway, login);
        Login witness = gateway.login();
        provider.faults().once(Leg.AUTHORIZE, Fault.hang());
        witness.park().join().expectProblem(504, "temporarily_unavailable");

        assertThat(parked).isNotDone();
        String code = new Person(gateway).signIn(login.state());
        assertThat(parked.join().expect(200).json("result").getString("code")).isEqualTo(code);
    }

    private static Map<String, String> sentOn(TestGateway gateway, Login login) {
        return Forms.query(gateway.get("/pkce/authorize?state=" + login.state())
                .expect(302)
                .header("Location"));
    }

    private static JsonObject section(JsonObject config) {
        return config.getJsonArray("providers").getJsonObject(0);
    }
}

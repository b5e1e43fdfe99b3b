package dev.pkce.gateway.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(GatewayExtension.class)
class StateReuseTest {
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    @Test
    @DisplayName("B3: a client's own state and challenge sign in")
    void foreign_state(TestGateway gateway) {
        Login login = foreign(gateway, "client-made-" + UUID.randomUUID());

        login.token(login.seeded().signIn()).expect(200);
    }

    @ParameterizedTest(name = "B3: a client''s own state \"{0}\" is refused")
    @ValueSource(strings = {"a", "123456789012345678901", "1234567890123456789012 3", "123456789012345678901\u00e9"})
    void weak_foreign_state(String state, TestGateway gateway) {
        gateway.postJson("/pkce/code", foreign(gateway, state).seed()).expectProblem(400, "invalid_request");

        assertThat(Seeds.reached(gateway.provider(), state)).isEmpty();
        Seeds.works(gateway, gateway.login());
    }

    @ParameterizedTest(name = "B3: strict={0}: a client''s own seed does not take over an issued flow")
    @ValueSource(booleans = {false, true})
    void foreign_seed_for_issued_flow(boolean strict, TestGateways gateways) {
        TestGateway gateway = gateway(gateways, strict, "10m");
        Login login = gateway.login();
        Login thief = foreign(gateway, login.state());

        gateway.postJson("/pkce/code", thief.seed()).expectProblem(400, "invalid_request");
        CompletableFuture<Reply> parked = Seeds.parked(gateway, login);
        gateway.postJson("/pkce/code", thief.seed()).expectProblem(409, "flow_in_progress");

        assertThat(Seeds.reached(gateway.provider(), login.state())).hasSize(1);
        String code = login.signIn();
        assertThat(parked.join().expect(200).json("result").getString("code")).isEqualTo(code);
        login.token(code).expect(200);
    }

    @Test
    @DisplayName("B3: strict: a client's own state is as unknown as an expired one")
    void strict_refuses_foreign_state(TestGateways gateways) {
        TestGateway gateway = gateway(gateways, true, "1s");
        Login expired = gateway.login();
        Login foreign = foreign(gateway, "client-made-" + UUID.randomUUID());

        Reply refusal = reseed(foreign, gateway).expectProblem(400, "invalid_request");

        assertThat(Seeds.reached(gateway.provider(), foreign.state())).isEmpty();
        assertThat(untilExpired(gateway, expired).body()).isEqualTo(refusal.body());
    }

    @ParameterizedTest(name = "B4: strict={0}: an expired state is as unknown as one that never was")
    @ValueSource(booleans = {false, true})
    void expired(boolean strict, TestGateways gateways) {
        TestGateway gateway = gateway(gateways, strict, "1s");
        Login login = gateway.login();
        Reply refusal = untilExpired(gateway, login).expectProblem(400, "invalid_request");
        int before = Seeds.reached(gateway.provider(), login.state()).size();

        assertThat(reseed(login, gateway).body()).isEqualTo(refusal.body());

        assertThat(refusal.body()).isEqualTo(unknown(gateway).body());
        assertThat(Seeds.reached(gateway.provider(), login.state())).hasSize(before);
    }

    @ParameterizedTest(name = "B4: strict={0}: a consumed state is as unknown as one that never was")
    @ValueSource(booleans = {false, true})
    void consumed(boolean strict, TestGateways gateways) {
        TestGateway gateway = gateway(gateways, strict, "10m");
        Login login = gateway.login();
        login.whole();
        int before = Seeds.reached(gateway.provider(), login.state()).size();

        Reply refusal = reseed(login, gateway).expectProblem(400, "invalid_request");

        assertThat(refusal.body()).isEqualTo(unknown(gateway).body());
        Reply changed = gateway.postJson("/pkce/code", login.seed().put("prompt", "login"));
        assertThat(changed.expect(400).body()).isEqualTo(refusal.body());
        assertThat(Seeds.reached(gateway.provider(), login.state())).hasSize(before);
    }

    @Test
    @DisplayName("B5: the same seed again joins, and both callers get the result")
    void same_seed_joins(TestGateway gateway) {
        Login login = gateway.login();
        CompletableFuture<Reply> first = Seeds.parked(gateway, login);
        CompletableFuture<Reply> second =
                gateway.postJsonAsync("/pkce/code", login.seed().put("scope", "openid profile"));

        String code = login.signIn();

        JsonObject result = first.join().expect(200).json("result");
        assertThat(result).isEqualTo(new JsonObject().put("code", code).put("state", login.state()));
        assertThat(second.join().expect(200).json("result")).isEqualTo(result);
    }

    @Test
    @DisplayName("B5: of many equal seeds at once one goes out, and all callers get the result")
    void equal_seeds_race(TestGateway gateway) {
        Login login = gateway.login();
        List<CompletableFuture<Reply>> callers =
                Stream.generate(login::park).limit(20).toList();
        Seeds.asked(gateway, login.state());

        String code = login.signIn();

        assertThat(callers)
                .allSatisfy(caller -> assertThat(
                                caller.join().expect(200).json("result").getString("code"))
                        .isEqualTo(code));
        // The other one is the person's browser.
        assertThat(Seeds.reached(gateway.provider(), login.state())).hasSize(2);
    }

    @ParameterizedTest(name = "B5: another {0} for the same state is refused at once")
    @CsvSource({
        "prompt,login",
        "client_id,other",
        "nonce,another-nonce",
        "audience,https://api.example/",
        "response_mode,form_post",
        "code_challenge,E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    })
    void different_seed(String member, String value, TestGateway gateway) {
        Login login = gateway.login();
        CompletableFuture<Reply> first = Seeds.parked(gateway, login);

        gateway.postJson("/pkce/code", login.seed().put(member, value)).expectProblem(409, "flow_in_progress");
        gateway.postJson("/pkce/code", login.seed().put("scope", new JsonArray().add("openid")))
                .expectProblem(409, "flow_in_progress");

        assertThat(first).isNotDone();
        assertThat(Seeds.reached(gateway.provider(), login.state())).hasSize(1);
        String code = login.signIn();
        assertThat(first.join().expect(200).json("result").getString("code")).isEqualTo(code);
    }

    private static TestGateway gateway(TestGateways gateways, boolean strict, String ttl) {
        return gateways.start(
                config -> config.getJsonObject("flows").put("strict", strict).put("ttl", ttl));
    }

    private static Login foreign(TestGateway gateway, String state) {
        return Login.foreign(gateway, state, VERIFIER, CHALLENGE);
    }

    private static Reply reseed(Login login, TestGateway gateway) {
        return gateway.postJson("/pkce/code", login.seed(), "Prefer", "respond-async");
    }

    private static Reply untilExpired(TestGateway gateway, Login login) {
        return await().until(() -> reseed(login, gateway), reply -> reply.status() != 202);
    }

    /** What a state gets that no flow ever had. */
    private static Reply unknown(TestGateway gateway) {
        return gateway.get("/pkce/code?state=" + UUID.randomUUID()).expectProblem(400, "invalid_request");
    }
}

package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A code that never reached its provider is still good, so the same call works once the obstacle is gone. */
@ExtendWith(GatewayExtension.class)
class UnspentCodeTest {
    private static final String TOKENS =
            "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":60,\"scope\":\"profile\"}";

    private final TestGateway gateway;
    private final DevelopmentProvider provider;

    UnspentCodeTest(TestGateway gateway, DevelopmentProvider provider) {
        this.gateway = gateway;
        this.provider = provider;
    }

    @Test
    @DisplayName("E23: a code is not sent while the keys to check its ID token with cannot be had, and works later")
    void keys_that_cannot_be_had_spend_no_code(TestGateways gateways) {
        provider.faults().on(Leg.JWKS, Fault.html(500));
        TestGateway cold = gateways.start();
        Login login = cold.login();
        String code = login.approved();

        login.token(code).expectProblem(502, "server_error");
        assertThat(upstream()).isZero();

        provider.faults().clear();
        login.token(code).expect(200);
        login.token(code).expectProblem(400, "invalid_grant");
        assertThat(upstream()).isEqualTo(1);
    }

    @Test
    void a_pause_that_the_provider_asked_for_spends_no_code() {
        Login first = gateway.login();
        Login second = gateway.login();
        String slowed = first.approved();
        String code = second.approved();
        provider.faults().once(Leg.TOKEN, Fault.tooManyRequests("3"));
        first.token(slowed).expectProblem(429, "temporarily_unavailable");

        second.token(code).expectProblem(429, "temporarily_unavailable");
        assertThat(upstream()).isEqualTo(1);

        await().atMost(Duration.ofSeconds(10)).until(() -> second.token(code).status(), status -> status == 200);
        // 429 says to try later, so the call that was told so must work later, too.
        first.token(slowed).expect(200);
        assertThat(upstream()).isEqualTo(3);
    }

    @Test
    @DisplayName("Q1: a provider that cannot be reached spends no code")
    void a_provider_that_is_down_spends_no_code() throws Exception {
        Vertx vertx = Vertx.vertx();
        DevelopmentProvider down = DevelopmentProvider.start(vertx, 0).await(20, TimeUnit.SECONDS);
        try (TestGateways gateways = new TestGateways(down)) {
            TestGateway other = gateways.start();
            withoutOpenId(other.login());
            Login login = other.login();
            String code = code(login);
            Login earlier = other.login();
            String lost = code(earlier);
            down.stop().await(20, TimeUnit.SECONDS);
            // It may leave on a connection that the provider has closed already, which the next call finds gone.
            earlier.token(lost).expectProblem(502, "server_error");

            login.token(code).expectProblem(502, "server_error");

            DevelopmentProvider back =
                    DevelopmentProvider.start(vertx, down.port()).await(20, TimeUnit.SECONDS);
            back.faults().once(Leg.TOKEN, Fault.json(200, TOKENS));
            login.token(code).expect(200);
        } finally {
            vertx.close().await(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_code_that_left_is_spent_however_the_exchange_ended() {
        for (Fault fault : new Fault[] {Fault.html(500), Fault.reset(), Fault.json(200, "{}")}) {
            Login login = gateway.login();
            String code = login.approved();
            provider.faults().once(Leg.TOKEN, fault);
            login.token(code).expectProblem(502, "server_error");

            login.token(code).expectProblem(400, "invalid_grant");
        }
        assertThat(upstream()).isEqualTo(3);
    }

    @Test
    @DisplayName("P11: a flow that is cleared while its exchange fails does not come back")
    void a_cleared_flow_does_not_come_back(TestGateways gateways) {
        provider.faults().on(Leg.JWKS, Fault.html(500));
        TestGateway cold = gateways.start();
        Login login = cold.login();
        String code = login.approved();
        login.token(code).expectProblem(502, "server_error");
        int asked = provider.recorder().count("/.well-known/jwks.json");
        provider.faults().on(Leg.JWKS, Fault.hang());
        CompletableFuture<Reply> failing = cold.postJsonAsync("/pkce/token", login.tokenCall(code));
        await().until(() -> provider.recorder().count("/.well-known/jwks.json") > asked);

        cold.post("/pkce/clear").expect(204);

        failing.join().expectProblem(504, "temporarily_unavailable");
        login.token(code).expectProblem(400, "invalid_grant");
        assertThat(upstream()).isZero();
    }

    private static Reply withoutOpenId(Login login) {
        return login.token(code(login)).expect(200);
    }

    private static String code(Login login) {
        JsonObject seed = login.seed().put("scope", new JsonArray().add("profile"));
        return login.approved(seed);
    }

    private int upstream() {
        return provider.recorder().count("/oauth/token");
    }
}

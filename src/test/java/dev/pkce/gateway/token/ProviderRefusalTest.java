package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import dev.pkce.gateway.demo.Recorder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Refusals of the token endpoint, which end a flow. */
@ExtendWith(GatewayExtension.class)
class ProviderRefusalTest {
    private final TestGateway gateway;
    private final DevelopmentProvider provider;
    private final Login login;
    private final String code;

    ProviderRefusalTest(TestGateway gateway, DevelopmentProvider provider) {
        this.gateway = gateway;
        this.provider = provider;
        this.login = gateway.login();
        this.code = login.approved();
    }

    @Test
    @DisplayName("D11: a code that the provider does not take is refused, and its flow is over and holds nothing")
    void invalid_grant() {
        provider.faults().once(Leg.TOKEN, Fault.json(400, "{\"error\":\"invalid_grant\"}"));

        login.token(code).expectProblem(400, "invalid_grant");

        login.token(code).expectProblem(400, "invalid_grant");
        assertThat(upstream().count("/oauth/token")).isEqualTo(1);
        login.park().join().expectProblem(400, "invalid_request");
        Object kept = gateway.vertx().sharedData().getLocalMap("pkce.flows").get(login.state());
        assertThat(kept).isNotNull().asString().doesNotContain(login.verifier(), code);
    }

    @ParameterizedTest(name = "D12: invalid_client with status {0} is told as 400")
    @ValueSource(ints = {400, 401, 403})
    void invalid_client(int status) {
        String refusal = "{\"error\":\"invalid_client\",\"error_description\":\"Not known here\"}";
        provider.faults().once(Leg.TOKEN, Fault.json(status, refusal));

        Reply reply = login.token(code).expectProblem(400, "invalid_client");

        assertThat(reply.json().getString("detail")).isEqualTo("Not known here");
        assertThat(reply.headers().map()).doesNotContainKey("www-authenticate");
        assertThat(upstream().count("/oauth/token")).isEqualTo(1);
    }

    private Recorder upstream() {
        return provider.recorder();
    }
}

package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A code that no flow of this gateway has. */
@ExtendWith(GatewayExtension.class)
class ForeignCodeTest {
    private final DevelopmentProvider provider;

    ForeignCodeTest(DevelopmentProvider provider) {
        this.provider = provider;
    }

    @Test
    @DisplayName("D10: a code that was won elsewhere is shown to the provider, once a call")
    void usually(TestGateway gateway) {
        provider.faults().once(Leg.TOKEN, Fault.json(200, "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}"));

        gateway.postJson("/pkce/token", call(gateway)).expect(200);
        assertThat(upstream()).isEqualTo(1);

        gateway.postJson("/pkce/token", call(gateway)).expectProblem(400, "invalid_grant");
        assertThat(upstream()).isEqualTo(2);
    }

    @Test
    @DisplayName("D10: strict: such a code is refused, and the provider not asked")
    void strict(TestGateways gateways) {
        TestGateway gateway =
                gateways.start(config -> config.getJsonObject("flows").put("strict", true));

        gateway.postJson("/pkce/token", call(gateway)).expectProblem(400, "invalid_grant");

        assertThat(upstream()).isZero();
    }

    private static JsonObject call(TestGateway gateway) {
        return gateway.login().tokenCall("a-code-that-was-won-elsewhere");
    }

    private int upstream() {
        return provider.recorder().count("/oauth/token");
    }
}

package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.Forms;
import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.api.FlowEvent;
import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.demo.Browser;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Somebody who knows a state slips a code of their own into the login of another person (RFC 9700 section 4.7). */
@ExtendWith(GatewayExtension.class)
class LoginCsrfTest {
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private final TestGateway gateway;

    LoginCsrfTest(TestGateway gateway) {
        this.gateway = gateway;
    }

    @Test
    @DisplayName("K16: a code that was made for another challenge signs nobody in")
    void a_code_of_another_is_refused_by_the_provider() throws Exception {
        List<FlowEvent> events = new CopyOnWriteArrayList<>();
        PkceGateway.on(gateway.vertx()).events(events::add).await(5, TimeUnit.SECONDS);
        String code = codeOfAttacker();
        Login victim = gateway.login().seeded();

        victim.respond(code).expect(200);
        victim.token(code).expectProblem(400, "invalid_grant");

        victim.token(code).expectProblem(400, "invalid_grant");
        assertThat(gateway.provider().recorder().count("/oauth/token")).isEqualTo(1);
        assertThat(events).extracting(FlowEvent::type).doesNotContain(FlowEvent.Type.REDEEMED);
    }

    /** Straight from the provider, with the challenge of appendix B of RFC 7636. */
    private String codeOfAttacker() {
        gateway.provider().autoApprove(true);
        String url = gateway.provider().issuer() + "authorize?response_type=code&client_id=" + Login.CLIENT
                + "&scope=openid&state=attacker&nonce=attacker&code_challenge_method=S256&code_challenge=" + CHALLENGE
                + "&redirect_uri=" + Forms.encode(gateway.callback());
        String location =
                new Browser().get(url).headers().firstValue("Location").orElseThrow();
        gateway.provider().autoApprove(false);
        return Forms.query(location).getOrDefault("code", "");
    }

    @Test
    @DisplayName("K16: a code of one flow is not taken for another flow")
    void a_code_of_another_flow_is_refused_at_once() {
        Login attacker = gateway.login();
        String code = attacker.approved();
        Login victim = gateway.login().seeded();

        victim.respond(code).expectProblem(400, "invalid_request");

        String own = victim.signIn();
        victim.token(own).expect(200);
    }
}

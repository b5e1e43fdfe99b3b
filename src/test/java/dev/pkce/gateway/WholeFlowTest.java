package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GatewayExtension.class)
class WholeFlowTest {
    @Test
    void signs_a_person_in_from_challenge_to_tokens(TestGateway gateway) {
        Reply tokens = gateway.login().whole();

        assertThat(tokens.json("auth0", "oAuth", "token").getString("token_type"))
                .isEqualTo("Bearer");
    }
}

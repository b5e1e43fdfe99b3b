package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tokens bound to a program's key, at Keycloak, which asks for no nonces. */
@Tag("real-providers")
@ExtendWith({GatewayExtension.class, KeycloakExtension.class})
class KeycloakDpopIT {
    private static Keycloak keycloak;
    private static TestGateway gateway;

    private DpopKey key;
    private Program program;

    @BeforeAll
    static void start(TestGateways gateways, Keycloak running) {
        keycloak = running;
        gateway = gateways.start(keycloak::behind);
    }

    @BeforeEach
    void begin() throws JOSEException {
        key = new DpopKey();
        program = new Program(gateway, KeycloakRealm.BOUND);
    }

    @Test
    @DisplayName("F7: tokens are bound to the key, and so is what refreshes them")
    void bound() throws JOSEException {
        signIn(program.seed());

        Reply tokens = program.token("DPoP", proof(key)).expect(200);
        String refresh = Program.refreshToken(tokens);

        assertThat(type(tokens)).isEqualTo("DPoP");
        program.refresh(refresh, "DPoP", proof(new DpopKey())).expectProblem(400, "invalid_grant");
        assertThat(type(program.refresh(refresh, "DPoP", proof(key)).expect(200)))
                .isEqualTo("DPoP");
    }

    @Test
    @DisplayName("F7: a code that was asked for with a key is redeemed with that key, and no other")
    void code_bound_to_the_key() throws JOSEException {
        signIn(program.seed().put("dpop_jkt", key.thumbprint()));

        program.token("DPoP", proof(new DpopKey())).expectProblem(400, "invalid_request");
    }

    @Test
    @DisplayName("F7: a client whose tokens must be bound gets none without a proof")
    void no_proof() {
        signIn(program.seed());

        assertThat(program.token().status()).isEqualTo(400);
    }

    private void signIn(JsonObject seed) {
        program.park(seed);
        keycloak.signIn(program.authorizeUrl());
    }

    private static String type(Reply tokens) {
        return tokens.json("auth0", "oAuth", "token").getString("token_type");
    }

    private static String proof(DpopKey key) throws JOSEException {
        return key.proof("POST", keycloak.issuer() + "/protocol/openid-connect/token", Map.of());
    }
}

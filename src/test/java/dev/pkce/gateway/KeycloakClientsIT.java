package dev.pkce.gateway;

import com.nimbusds.jose.jwk.ECKey;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the gateway shows Keycloak which client it is, at every endpoint that asks. */
@Tag("real-providers")
@ExtendWith({GatewayExtension.class, KeycloakExtension.class})
class KeycloakClientsIT {
    private static Keycloak keycloak;
    private static TestGateways gateways;

    @BeforeAll
    static void start(TestGateways starting, Keycloak running) {
        gateways = starting;
        keycloak = running;
    }

    @Test
    void a_public_client_signs_in_refreshes_and_revokes() {
        signInRefreshAndRevoke(program(Login.CLIENT, new JsonObject()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"client_secret_basic", "client_secret_post"})
    void a_client_with_a_secret_signs_in_refreshes_and_revokes(String method) {
        signInRefreshAndRevoke(confidential(keycloak.realm().secret(), new JsonObject().put("client-auth", method)));
    }

    @Test
    void a_client_with_a_key_signs_in_refreshes_and_revokes() {
        signInRefreshAndRevoke(signing(keycloak.realm().key(), new JsonObject()));
    }

    @Test
    void a_client_with_another_secret_gets_no_tokens() {
        Program program = confidential("another", new JsonObject().put("par", "never"));
        keycloak.signIn(program.park().authorizeUrl());

        program.token().expectProblem(400, "unauthorized_client");
    }

    @Test
    void a_client_with_another_secret_may_not_push() {
        TestGateway gateway = gateways.start(config -> keycloak.behind(config)
                .put("client-id", KeycloakRealm.CONFIDENTIAL)
                .put("client-secret", "another"));

        gateway.postJson("/pkce/code", new Program(gateway, KeycloakRealm.CONFIDENTIAL).seed())
                .expectProblem(502, "server_error");
    }

    @Test
    void a_client_with_another_key_gets_no_tokens() {
        Program program = signing(KeycloakRealm.newKey(), new JsonObject().put("par", "never"));
        keycloak.signIn(program.park().authorizeUrl());

        program.token().expectProblem(400, "invalid_client");
    }

    private static void signInRefreshAndRevoke(Program program) {
        keycloak.signIn(program.park().authorizeUrl());
        String token = Program.refreshToken(program.refresh(Program.refreshToken(program.token())));

        program.revoke(token).expect(204);

        program.refresh(token).expectProblem(400, "invalid_grant");
    }

    private static Program confidential(String secret, JsonObject more) {
        return program(KeycloakRealm.CONFIDENTIAL, more.put("client-secret", secret));
    }

    private static Program signing(ECKey key, JsonObject more) {
        return program(KeycloakRealm.SIGNING, more.put("client-key", key.toJSONString()));
    }

    /** A program whose gateway authenticates as {@code client}. */
    private static Program program(String client, JsonObject more) {
        more.put("client-id", client);
        return new Program(gateways.start(config -> keycloak.behind(config).mergeIn(more)), client);
    }
}

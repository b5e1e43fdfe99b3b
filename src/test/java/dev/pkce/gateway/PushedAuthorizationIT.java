package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pushed authorization requests at an authorization server that nobody here wrote. */
@ExtendWith(GatewayExtension.class)
class PushedAuthorizationIT {
    @AutoClose
    private static OidcProvider provider;

    private static TestGateways gateways;

    @BeforeAll
    static void start(TestGateways starting) throws Exception {
        provider = OidcProvider.start();
        gateways = starting;
    }

    @ParameterizedTest(name = "F5: a client whose requests must be pushed signs in: par {0}, {1}")
    @CsvSource({"auto, query", "auto, form_post", "required, query", "required, form_post"})
    void must_push(String par, String mode) {
        Program program = new Program(gateway(par), OidcProvider.PUSHING);
        program.park(program.seed().put("response_mode", mode));

        provider.signIn(program.authorizeUrl());

        program.token().expect(200);
    }

    @Test
    @DisplayName("F5: a client whose requests must be pushed is refused where the gateway may not push")
    void may_not_push() {
        TestGateway gateway = gateway("never");

        gateway.postJson("/pkce/code", new Program(gateway, OidcProvider.PUSHING).seed())
                .expectProblem(400, "invalid_request");
    }

    @Test
    @DisplayName("F5: the browser carries the name of the request, and nothing of what it says")
    void browser() {
        TestGateway gateway = gateway("auto");
        Program program = new Program(gateway, OidcProvider.PUSHING).park();

        String location = gateway.get(
                        program.authorizeUrl().substring(gateway.url().length()))
                .expect(302)
                .header("Location");

        assertThat(Forms.query(location))
                .containsOnlyKeys("client_id", "request_uri")
                .containsEntry("client_id", OidcProvider.PUSHING);
    }

    @Test
    @DisplayName("F5: a person who opens the page twice can sign in at either")
    void opened_twice() {
        Program program = new Program(gateway("auto"), OidcProvider.PUSHING).park();
        Tab left = new Tab(program.authorizeUrl());
        assertThat(left.isAt(provider.issuer())).isTrue();

        provider.signIn(program.authorizeUrl());

        program.token().expect(200);
    }

    private static TestGateway gateway(String par) {
        return gateways.start(config -> provider.behind(config).put("par", par));
    }
}

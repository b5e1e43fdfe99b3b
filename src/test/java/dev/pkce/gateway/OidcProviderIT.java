package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins at an authorization server that nobody here wrote. */
@ExtendWith(GatewayExtension.class)
class OidcProviderIT {
    @AutoClose
    private static OidcProvider provider;

    private static TestGateway gateway;

    /** One that asks the authorize endpoint itself, instead of pushing its requests. */
    private static TestGateway direct;

    @BeforeAll
    static void start(TestGateways gateways) throws Exception {
        provider = OidcProvider.start();
        gateway = gateways.start(config -> provider.behind(config).put("client-id", Login.CLIENT));
        direct = gateways.start(config -> provider.behind(config).put("par", "never"));
    }

    @ParameterizedTest
    @CsvSource({"auto, query", "auto, form_post", "never, query", "never, form_post"})
    void a_person_signs_in(String par, String mode) {
        Program program = new Program(par.equals("auto") ? gateway : direct, Login.CLIENT);
        program.park(program.seed().put("response_mode", mode));

        Tab tab = provider.signIn(program.authorizeUrl());

        assertThat(tab.page().statusCode()).as(tab.page().body()).isEqualTo(200);
        assertThat(tab.parameters()).containsEntry("iss", provider.issuer());
        Reply tokens = program.token().expect(200);
        assertThat(tokens.json("auth0").getString("domain")).isEqualTo(provider.issuer());
        assertThat(tokens.json("auth0", "user").getString("user_id")).isEqualTo("ada");
        assertThat(tokens.json("auth0", "oAuth", "token").getString("id_token")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"query", "form_post"})
    void a_person_who_cancels_is_told_to_the_program(String mode) {
        Program program = program();
        program.park(program.seed().put("response_mode", mode));

        Tab tab = provider.cancel(program.authorizeUrl());

        assertThat(tab.page().statusCode()).isEqualTo(400);
        assertThat(tab.page().body()).contains("You are not signed in");
        program.answer().expectProblem(400, "access_denied");
    }

    @ParameterizedTest
    @CsvSource({"auto, query", "auto, form_post", "never, query", "never, form_post"})
    void a_sign_in_that_may_not_ask_anybody_is_refused_at_once(String par, String mode) {
        TestGateway asking = par.equals("auto") ? gateway : direct;
        Program program = new Program(asking, Login.CLIENT);
        JsonObject seed = program.seed().put("response_mode", mode).put("prompt", "none");

        asking.postJson("/pkce/code", seed).expectProblem(400, "login_required");
    }

    @ParameterizedTest
    @CsvSource({"auto, query", "auto, form_post", "never, query", "never, form_post"})
    void a_scope_that_the_client_may_not_have_is_refused_at_once(String par, String mode) {
        TestGateway asking = par.equals("auto") ? gateway : direct;
        JsonArray scope = new JsonArray().add("openid").add("email");
        JsonObject seed = new Program(asking, Login.CLIENT)
                .seed()
                .put("response_mode", mode)
                .put("scope", scope);

        asking.postJson("/pkce/code", seed).expectProblem(400, "invalid_scope");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "never"})
    void a_client_that_the_provider_does_not_know_is_refused_at_once(String par, TestGateways gateways) {
        TestGateway open = gateways.start(config -> provider.behind(config).put("par", par));
        JsonObject seed = new Program(open, "stranger").seed();

        open.postJson("/pkce/code", seed).expectProblem(502, "server_error");
    }

    @Test
    void a_wrong_verifier_is_refused_and_the_right_one_still_works() {
        Program program = program().park();
        provider.signIn(program.authorizeUrl());

        gateway.postJson("/pkce/token", program.tokenCall().put("code_verifier", "x".repeat(43)))
                .expectProblem(400, "invalid_grant");

        program.token().expect(200);
    }

    @Test
    void a_code_is_redeemed_once_by_the_gateway_and_by_the_provider(TestGateways gateways) {
        Program program = program().park();
        provider.signIn(program.authorizeUrl());
        program.token().expect(200);

        program.token().expectProblem(400, "invalid_grant");

        // Another gateway has never seen the code and asks the provider.
        TestGateway other = gateways.start(provider::behind);
        other.postJson("/pkce/token", program.tokenCall()).expectProblem(400, "invalid_grant");
    }

    @Test
    void a_refresh_token_is_exchanged_and_revoked() {
        Program program = program();
        JsonArray scope = new JsonArray().add("openid").add("offline_access");
        program.park(program.seed().put("scope", scope).put("prompt", "consent"));
        provider.signIn(program.authorizeUrl());
        String token = Program.refreshToken(program.refresh(Program.refreshToken(program.token())));

        program.revoke(token).expect(204);

        program.refresh(token).expectProblem(400, "invalid_grant");
    }

    private static Program program() {
        return new Program(gateway, Login.CLIENT);
    }
}

package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins at Keycloak. */
@Tag("real-providers")
@ExtendWith({GatewayExtension.class, KeycloakExtension.class})
class KeycloakIT {
    private static Keycloak keycloak;

    private static TestGateway gateway;

    /** One that asks the authorize endpoint itself, instead of pushing its requests. */
    private static TestGateway direct;

    @BeforeAll
    static void start(TestGateways gateways, Keycloak running) {
        keycloak = running;
        gateway = gateways.start(keycloak::behind);
        direct = gateways.start(config -> keycloak.behind(config).put("par", "never"));
    }

    @ParameterizedTest
    @CsvSource({"auto, query", "auto, form_post", "never, query", "never, form_post"})
    void a_person_signs_in(String par, String mode) {
        Program program = new Program(par.equals("auto") ? gateway : direct, Login.CLIENT);
        program.park(program.seed().put("response_mode", mode));

        Tab tab = keycloak.signIn(program.authorizeUrl());

        assertThat(tab.page().statusCode()).as(tab.page().body()).isEqualTo(200);
        assertThat(tab.parameters()).containsEntry("iss", keycloak.issuer()).containsKey("session_state");
        Reply tokens = program.token().expect(200);
        assertThat(tokens.json("auth0").getString("domain")).isEqualTo(keycloak.issuer());
        assertThat(tokens.json("auth0", "oAuth", "token").getString("token_type"))
                .isEqualTo("Bearer");
    }

    @Test
    void the_program_learns_who_signed_in() {
        Program program = program();
        JsonArray scope = new JsonArray().add("openid").add("profile").add("email");
        program.park(program.seed().put("scope", scope));
        keycloak.signIn(program.authorizeUrl());

        JsonObject user = program.token().expect(200).json("auth0", "user");

        assertThat(user)
                .isEqualTo(new JsonObject()
                        .put("user_id", "0f6c5f4e-6f0c-4f5a-9a3b-1d0a9e1c7a10")
                        .put("username", "ada")
                        .put("name", "Ada Lovelace")
                        .put("given_name", "Ada")
                        .put("family_name", "Lovelace")
                        .put("email", "ada@example.com")
                        .put("email_verified", true));
    }

    @Test
    void a_wrong_password_can_be_corrected() {
        Program program = program().park();
        Tab tab = new Tab(program.authorizeUrl());

        keycloak.submit(tab, Map.of("username", "ada", "password", "wrong"));
        assertThat(tab.isAt(keycloak.issuer())).isTrue();
        assertThat(tab.page().body()).contains("Invalid username or password");
        keycloak.logIn(tab);

        program.token().expect(200);
    }

    @Test
    void a_person_who_is_signed_in_already_is_brought_back_at_once() {
        Program first = program().park();
        Tab tab = keycloak.signIn(first.authorizeUrl());
        Program second = program().park();

        tab.goTo(second.authorizeUrl());

        assertThat(tab.isAt(gateway.callback())).as(tab.page().body()).isTrue();
        assertThat(second.code()).isNotEqualTo(first.code());
        first.token().expect(200);
        second.token().expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"query", "form_post"})
    void a_person_is_asked_for_consent_and_gives_it(String mode) {
        Program program = asking(mode);

        Tab tab = keycloak.signIn(program.authorizeUrl());
        assertThat(tab.page().body()).contains("Grant Access");
        keycloak.submit(tab, Map.of("accept", "Yes"));
        program.token().expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"query", "form_post"})
    void a_person_who_does_not_consent_is_told_to_the_program(String mode) {
        Program program = asking(mode);

        Tab tab = keycloak.submit(keycloak.signIn(program.authorizeUrl()), Map.of("cancel", "No"));

        assertThat(tab.page().statusCode()).isEqualTo(400);
        program.answer().expectProblem(400, "access_denied");
    }

    @ParameterizedTest
    @CsvSource({"auto, query", "auto, form_post", "never, query", "never, form_post"})
    void a_sign_in_that_may_not_ask_anybody_is_refused_at_once(String par, String mode) {
        TestGateway asking = par.equals("auto") ? gateway : direct;

        asking.postJson("/pkce/code", seed(asking, mode).put("prompt", "none")).expectProblem(400, "login_required");
    }

    @ParameterizedTest
    @ValueSource(strings = {"query", "form_post"})
    void a_scope_that_the_realm_does_not_have_is_refused_at_once(String mode) {
        JsonArray scope = new JsonArray().add("openid").add("calendar");

        direct.postJson("/pkce/code", seed(direct, mode).put("scope", scope)).expectProblem(400, "invalid_scope");
        // Keycloak has one name for whatever is wrong with a request that is pushed.
        gateway.postJson("/pkce/code", seed(gateway, mode).put("scope", scope)).expectProblem(400, "invalid_request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "never"})
    void a_client_that_the_realm_does_not_know_is_refused_at_once(String par) {
        TestGateway asking = par.equals("auto") ? gateway : direct;
        JsonObject seed = new Program(asking, "stranger").seed();

        // Keycloak answers the push with 401 and "invalid_request", which is not about what the program asked for.
        asking.postJson("/pkce/code", seed).expectProblem(502, "server_error");
    }

    @Test
    void a_wrong_verifier_does_not_reach_the_provider() {
        Program program = program().park();
        keycloak.signIn(program.authorizeUrl());

        gateway.postJson("/pkce/token", program.tokenCall().put("code_verifier", "x".repeat(43)))
                .expectProblem(400, "invalid_grant");

        // Keycloak spends a code even on a wrong verifier, so it has not seen that one.
        program.token().expect(200);
    }

    @Test
    void the_provider_checks_the_verifier_of_a_code_that_the_gateway_never_saw(TestGateways gateways) {
        TestGateway other = gateways.start(keycloak::behind);
        Program program = program().park();
        keycloak.signIn(program.authorizeUrl());

        other.postJson("/pkce/token", program.tokenCall().put("code_verifier", "x".repeat(43)))
                .expectProblem(400, "invalid_grant");

        program.token().expectProblem(400, "invalid_grant");
    }

    @Test
    void a_refresh_token_is_exchanged_once() {
        Program program = program().park();
        keycloak.signIn(program.authorizeUrl());
        String first = Program.refreshToken(program.token());

        String second = Program.refreshToken(program.refresh(first));

        assertThat(second).isNotEqualTo(first);
        // Another gateway knows nothing of the exchange, so that it is Keycloak who refuses.
        new Program(direct, Login.CLIENT).refresh(first).expectProblem(400, "invalid_grant");
    }

    private static JsonObject seed(TestGateway gateway, String mode) {
        return new Program(gateway, Login.CLIENT).seed().put("response_mode", mode);
    }

    private static Program program() {
        return new Program(gateway, Login.CLIENT);
    }

    /** A program that people must consent to, however often they have. */
    private static Program asking(String mode) {
        Program program = new Program(gateway, KeycloakRealm.ASKING);
        return program.park(program.seed().put("response_mode", mode).put("prompt", "consent"));
    }
}

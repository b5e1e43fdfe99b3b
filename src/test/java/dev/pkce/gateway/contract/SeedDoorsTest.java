package dev.pkce.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Seeds and answers of the provider that are refused, the same through every door; the right ones work afterwards. */
@EveryDoor
class SeedDoorsTest extends Visits {
    private static final String NOBODYS = "a-state-that-nobody-ever-made";

    @Test
    void a_seed_names_its_response_type() {
        login.seed(login.seed().put("response_type", "")).expect(400, "invalid_request");
        login.seeded();
    }

    @Test
    void another_response_type_is_refused() {
        login.seed(login.seed().put("response_type", "token")).expect(400, "unsupported_response_type");
        login.seeded();
    }

    @Test
    void plain_is_refused() {
        login.seed(login.seed().put("code_challenge_method", "plain")).expect(400, "invalid_request");
        login.seeded();
    }

    @Test
    void a_challenge_that_is_none_is_refused() {
        login.seed(login.seed().put("code_challenge", "short")).expect(400, "invalid_request");
        login.seeded();
    }

    @Test
    void a_seed_names_its_client() {
        login.seed(login.seed().putNull("client_id")).expect(400, "invalid_request");
        login.seeded();
    }

    @Test
    void a_member_of_another_type_is_refused() {
        login.seed(login.seed().put("client_id", 1)).expect(400, "invalid_request");
        login.seeded();
    }

    @Test
    void no_scope_is_refused() {
        login.seed(login.seed().put("scope", JsonArray.of())).expect(400, "invalid_scope");
        login.seeded();
    }

    @Test
    void a_scope_that_is_none_is_refused() {
        login.seed(login.seed().put("scope", "open\\id")).expect(400, "invalid_scope");
        login.seeded();
    }

    @Test
    void a_response_mode_that_never_comes_here_is_refused() {
        login.seed(login.seed().put("response_mode", "fragment")).expect(400, "invalid_request");
        login.seeded();
    }

    @Test
    void parameters_of_the_protocol_are_nobodys_to_add() {
        login.seed(login.seed()
                        .put("ADDITIONAL_PARAMETERS", new JsonObject().put("redirect_uri", "https://evil.example")))
                .expect(400, "invalid_request");
        login.seeded();
    }

    @Test
    void a_redirect_uri_that_is_not_registered_is_refused() {
        login.seed(login.seed().put("redirect_uri", "https://evil.example/cb")).expect(400, "invalid_request");
        login.seeded();
    }

    @Test
    void a_provider_that_is_not_configured_is_refused() {
        login.seed(login.seed().put("domain", "https://evil.example/")).expect(400, "unauthorized_domain");
        login.seeded();
    }

    @Test
    void control_characters_are_refused() {
        login.seed(login.seed().put("client_id", "a\nb")).expect(400, "invalid_request");
        login.seeded();
    }

    @Test
    void another_challenge_than_was_issued_is_refused() {
        login.seed(login.seed().put("code_challenge", "A".repeat(43))).expect(400, "invalid_request");
        login.seeded();
    }

    @Test
    void another_seed_for_the_same_state_is_refused() {
        login.seeded();

        login.seed(login.seed().put("scope", "openid")).expect(409, "flow_in_progress");
        login.seeded();
    }

    @Test
    void nobodys_state_is_unknown_to_await() {
        login.hear(login.door().await(NOBODYS, 0)).expect(400, "invalid_request");
    }

    @Test
    void nobodys_state_is_unknown_to_redirect() {
        login.hear(login.door().redirect(NOBODYS)).expect(400, "invalid_request");
    }

    @Test
    void nobodys_state_is_unknown_to_the_callback() {
        login.respond(login.response("code").put("state", NOBODYS)).expect(400, "invalid_request");
    }

    @Test
    void a_flow_that_nobody_seeded_leads_nowhere() {
        login.hear(login.door().redirect(login.state())).expect(400, "invalid_request");
        login.hear(login.door().await(login.state(), 0)).expect(400, "invalid_request");
        login.respond(login.response("code")).expect(400, "invalid_request");
        login.seeded();
    }

    @Test
    void an_error_of_the_provider_ends_the_flow_for_all() {
        login.seeded();
        Future<Answer> parked = login.park();
        JsonObject denied = login.response("").put("error", "access_denied").put("error_description", "Not today.");
        denied.remove("code");

        login.respond(denied).expect(400, "access_denied");

        assertThat(login.hear(parked).expect(400, "access_denied").json().getString("detail"))
                .isEqualTo("Not today.");
    }

    @Test
    void an_error_that_nobody_registered_says_nothing() {
        JsonObject odd = login.seeded().response("").put("error", "<script>").put("error_description", "<b>");
        odd.remove("code");

        login.respond(odd).expect(400, "server_error");
    }

    @Test
    void a_provider_that_refuses_at_once_is_told_of_at_once() {
        house.provider().faults().on(Leg.AUTHORIZE, Fault.refuse("login_required", "Nobody is here."));

        login.hear(login.park()).expect(400, "login_required");
    }

    @Test
    void a_code_and_an_error_are_one_too_many() {
        login.seeded()
                .respond(login.response("code").put("error", "access_denied"))
                .expect(400, "invalid_request");
        login.respond(login.response("a-code" + login.state())).expect();
    }

    @Test
    void neither_code_nor_error_is_too_little() {
        login.seeded().respond(new JsonObject().put("state", login.state())).expect(400, "invalid_request");
    }

    @Test
    void an_answer_of_another_issuer_is_refused() {
        login.seeded()
                .respond(login.response("code").put("iss", "https://evil.example/"))
                .expect(400, "invalid_request");
        login.respond(login.response("a-code" + login.state())).expect();
    }

    @Test
    void another_code_for_an_answered_flow_is_refused() {
        login.seeded().respond(login.response("a-code" + login.state())).expect();

        login.respond(login.response("another-code" + login.state())).expect(400, "invalid_request");
    }

    @Test
    void the_code_of_another_flow_is_refused() {
        login.seeded().respond(login.response("a-code" + login.state())).expect();
        Visit other = login.another(null).seeded();

        other.respond(other.response("a-code" + login.state())).expect(400, "invalid_request");
    }
}

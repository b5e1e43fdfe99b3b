package dev.pkce.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.DpopKey;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.IdTokenFault;
import dev.pkce.gateway.demo.Leg;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Codes, refreshes and revocations, the same through every door. */
@EveryDoor
class TokenDoorsTest extends Visits {
    @Test
    void a_code_and_its_verifier_bring_tokens_and_the_user() {
        JsonObject answer = login.token(login.call(login.approved())).json("auth0");

        assertThat(answer.getJsonObject("oAuth").getJsonObject("token").getString("token_type"))
                .isEqualTo("Bearer");
        assertThat(answer.getJsonObject("user").getString("user_id")).isNotEmpty();
    }

    @Test
    void another_verifier_is_refused_and_the_right_one_works() {
        String code = login.approved();

        login.token(login.call(code).put("code_verifier", "w".repeat(43))).expect(400, "invalid_grant");

        login.token(login.call(code)).expect();
    }

    @Test
    void another_redirect_uri_is_refused_and_the_right_one_works() {
        String code = login.approved();

        login.token(login.call(code).put("redirect_uri", "http://127.0.0.1/other"))
                .expect(400, "invalid_grant");

        login.token(login.call(code)).expect();
    }

    @Test
    void another_client_is_refused_and_the_right_one_works() {
        String code = login.approved();

        login.token(login.call(code).put("client_id", "other")).expect(400, "invalid_grant");

        login.token(login.call(code)).expect();
    }

    @Test
    void a_verifier_that_is_none_is_refused() {
        String code = login.approved();

        login.token(login.call(code).put("code_verifier", "short")).expect(400, "invalid_request");

        login.token(login.call(code)).expect();
    }

    @Test
    void another_grant_type_is_refused() {
        String code = login.approved();

        login.token(login.call(code).put("grant_type", "password")).expect(400, "unsupported_grant_type");

        login.token(login.call(code)).expect();
    }

    @Test
    void a_call_names_its_code() {
        String code = login.approved();

        login.token(login.call(code).put("code", "")).expect(400, "invalid_request");

        login.token(login.call(code)).expect();
    }

    @Test
    void a_proof_that_is_none_is_refused() {
        String code = login.approved();

        login.token(login.call(code).put("dpop", "no proof")).expect(400, "invalid_dpop_proof");

        login.token(login.call(code)).expect();
    }

    @Test
    void a_code_is_good_once() {
        String code = login.approved();
        login.token(login.call(code)).expect();

        login.token(login.call(code)).expect(400, "invalid_grant");
    }

    @Test
    void a_verifier_may_be_wrong_five_times() {
        String code = login.approved();
        for (int i = 0; i < 5; i++) {
            login.token(login.call(code).put("code_verifier", "w".repeat(43))).expect(400, "invalid_grant");
        }

        login.token(login.call(code)).expect(400, "invalid_grant");
    }

    @Test
    void a_code_that_no_provider_gave_is_refused() {
        login.token(login.call("nobodys-code")).expect(400, "invalid_grant");
    }

    @Test
    void calls_that_overlap_are_one() {
        JsonObject call = login.call(login.approved());
        house.provider().faults().on(Leg.TOKEN, Fault.slow(Duration.ofMillis(1_500)));

        Future<Answer> first = login.door().token(call);
        Future<Answer> second = login.door().token(call);

        assertThat(login.hear(first).json()).isEqualTo(login.hear(second).json());
    }

    @Test
    void a_refresh_token_brings_others() {
        JsonObject before = login.tokens();

        JsonObject after = login.token(Visit.refresh("refresh_token", before.getString("refresh_token")))
                .json("auth0", "oAuth", "token");

        assertThat(after.getString("access_token")).isNotEqualTo(before.getString("access_token"));
    }

    @Test
    void a_refresh_token_may_stand_in_the_place_of_the_code() {
        login.token(Visit.refresh("code", login.tokens().getString("refresh_token")))
                .expect();
    }

    @Test
    void who_comes_late_with_a_rotated_token_gets_the_same_new_ones() {
        JsonObject call = Visit.refresh("refresh_token", login.tokens().getString("refresh_token"));
        String first = login.token(call).json("auth0", "oAuth", "token").getString("access_token");

        assertThat(login.token(call).json("auth0", "oAuth", "token").getString("access_token"))
                .isEqualTo(first);
    }

    @Test
    void a_refresh_token_that_nobody_gave_is_refused() {
        login.token(Visit.refresh("refresh_token", "nobodys")).expect(400, "invalid_grant");
    }

    @Test
    void a_token_is_revoked() {
        JsonObject tokens = login.tokens();

        login.hear(login.door().revoke(revocation(tokens.getString("refresh_token"))))
                .expect();

        login.token(Visit.refresh("refresh_token", tokens.getString("refresh_token")))
                .expect(400, "invalid_grant");
    }

    @Test
    void a_revocation_names_its_token() {
        login.hear(login.door().revoke(revocation(""))).expect(400, "invalid_request");
    }

    @Test
    void what_the_provider_refuses_is_refused_in_its_words() {
        String code = login.approved();
        house.provider().faults().once(Leg.TOKEN, Fault.refuse("invalid_grant", "Too late."));

        assertThat(login.token(login.call(code))
                        .expect(400, "invalid_grant")
                        .json()
                        .getString("detail"))
                .isEqualTo("Too late.");
    }

    @Test
    void a_provider_that_fails_is_told_of_without_its_words() {
        String code = login.approved();
        house.provider().faults().once(Leg.TOKEN, Fault.html(500));

        login.token(login.call(code)).expect(502, "server_error");
    }

    @Test
    void a_provider_that_wants_fewer_calls_is_told_of() {
        house.provider().faults().once(Leg.REVOKE, Fault.json(429, "{}"));

        login.hear(login.door().revoke(revocation("a-token"))).expect(429, "temporarily_unavailable");
    }

    @Test
    void an_id_token_of_somebody_else_is_a_login_that_failed() {
        String code = login.approved();
        house.provider().idTokens(IdTokenFault.WRONG_NONCE);

        login.token(login.call(code)).expect(502, "invalid_id_token");
    }

    @Test
    void a_nonce_that_the_provider_wants_is_passed_on() {
        String code = login.approved();
        house.provider().dpopNonce(true);
        DpopKey key = new DpopKey();

        Answer asked = login.token(login.call(code).put("dpop", key.proof(house.provider())));

        asked.expect(400, "use_dpop_nonce");
        login.token(login.call(code).put("dpop", key.proof(house.provider(), String.valueOf(asked.nonce()))))
                .expect();
    }

    private static JsonObject revocation(String token) {
        return new JsonObject().put("client_id", "client").put("token", token);
    }
}

package dev.pkce.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** A gateway that is strict and has people confirm, the same through every door. */
@EveryDoor
class CarefulDoorsTest extends Visits {
    @Override
    TestGateway gateway() {
        return house.careful();
    }

    @Test
    void nobody_learns_of_a_sign_in_before_the_person_has_confirmed_it() {
        login.seeded();
        Future<Answer> parked = login.park();
        JsonObject question =
                login.respond(login.response("a-code" + login.state())).json("confirmation");
        assertThat(question.getString("address")).isEqualTo("127.0.0.1");
        assertThat(parked.isComplete()).isFalse();

        login.hear(login.door().confirm(answer(question.getString("ticket"), "yes")))
                .expect();

        assertThat(login.hear(parked).code()).startsWith("a-code");
    }

    @Test
    void a_person_who_did_not_begin_it_ends_it() {
        login.seeded();
        Future<Answer> parked = login.park();
        JsonObject question =
                login.respond(login.response("a-code" + login.state())).json("confirmation");

        login.hear(login.door().confirm(answer(question.getString("ticket"), "no")))
                .expect();

        login.hear(parked).expect(400, "access_denied");
    }

    @Test
    void who_did_not_sign_in_confirms_nothing() {
        JsonObject question =
                login.seeded().respond(login.response("a-code" + login.state())).json("confirmation");

        login.hear(login.door().confirm(answer("a-ticket-of-my-own", "yes"))).expect(400, "invalid_request");
        login.hear(login.door().confirm(answer(question.getString("ticket"), "perhaps")))
                .expect(400, "invalid_request");

        login.hear(login.door().confirm(answer(question.getString("ticket"), "yes")))
                .expect();
    }

    @Test
    void a_challenge_of_the_clients_own_is_refused() {
        String state = "a-state-of-my-own-" + login.state();
        Visit own = login.with(login.challenge().copy().put("state", state).put("nonce", state));

        own.seed(own.seed()).expect(400, "invalid_request");
    }

    @Test
    void without_a_seed_the_gateway_makes_it_and_the_challenge() {
        JsonObject made = login.hear(login.door().authorize(null, null, null)).json();

        assertThat(made.fieldNames()).containsExactlyInAnyOrder("challenge", "seed");
        assertThat(made.getJsonObject("seed").getString("state"))
                .isEqualTo(made.getJsonObject("challenge").getString("state"));
    }

    @Test
    void without_a_seed_a_provider_may_answer_at_once_too() {
        house.provider().autoApprove(true);

        JsonObject made = login.hear(login.door().authorize(null, null, null)).json();

        assertThat(made.fieldNames()).containsExactlyInAnyOrder("challenge", "seed", "result");
    }

    @Test
    void a_code_that_never_came_here_is_refused() {
        login.token(login.call("a-code-from-elsewhere")).expect(400, "invalid_grant");
    }

    private JsonObject answer(String ticket, String agreed) {
        return new JsonObject()
                .put("state", login.state())
                .put("ticket", ticket)
                .put("agreed", agreed);
    }
}

package dev.pkce.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Sign-ins, waits and clears, the same through every door. */
@EveryDoor
class SignInDoorsTest extends Visits {
    @Test
    void a_challenge_has_all_that_a_seed_needs() {
        assertThat(login.challenge().fieldNames())
                .containsExactlyInAnyOrder("state", "nonce", "challenge", "method", "verifier");
        assertThat(login.challenge().getString("method")).isEqualTo("S256");
    }

    @Test
    void each_challenge_is_another() {
        assertThat(login.another(null).state()).isNotEqualTo(login.state());
    }

    @Test
    void a_provider_that_needs_no_person_answers_at_once() {
        house.provider().autoApprove(true);

        Answer answer = login.hear(login.door().authorize(login.seed(), null, null));

        assertThat(answer.json("result").getString("state")).isEqualTo(login.state());
        assertThat(answer.json().fieldNames()).containsExactlyInAnyOrder("seed", "result");
    }

    @Test
    void without_a_seed_the_gateway_makes_one_and_its_challenge() {
        Answer answer = login.hear(login.door().authorize(null, "unseeded", null));

        answer.expect(400, "invalid_request");
    }

    @Test
    void a_person_signs_in() {
        login.seeded();
        JsonObject back = login.person();

        assertThat(login.respond(back).code()).isEqualTo(back.getString("code"));
        assertThat(login.hear(login.door().await(login.state(), null)).code()).isEqualTo(back.getString("code"));
        login.token(login.call(back.getString("code"))).expect();
    }

    @Test
    void whoever_waits_is_woken_by_the_callback() {
        login.seeded();
        Future<Answer> parked = login.park();

        login.respond(login.response("a-code" + login.state())).expect();

        assertThat(login.hear(parked).code()).startsWith("a-code");
    }

    @Test
    void the_same_seed_joins_the_same_flow() {
        login.seeded();
        Future<Answer> first = login.park();
        Future<Answer> second = login.park();

        login.respond(login.response("a-code" + login.state())).expect();

        assertThat(login.hear(first).code()).isEqualTo(login.hear(second).code());
    }

    @Test
    void the_same_answer_of_the_provider_again_is_answered_the_same() {
        login.seeded();
        JsonObject response = login.response("a-code" + login.state());

        assertThat(login.respond(response).json())
                .isEqualTo(login.respond(response).json());
    }

    @Test
    void a_client_may_bring_its_own_challenge() {
        String state = "a-state-of-my-own-" + login.state();
        Visit own = login.with(login.challenge().copy().put("state", state).put("nonce", state));

        own.token(own.call(own.approved())).expect();
    }

    @Test
    void what_sdks_send_for_nothing_means_nothing() {
        house.provider().autoApprove(true);
        JsonObject seed = login.seed()
                .put("prompt", "UNKNOWN")
                .put("audience", "")
                .putNull("organization")
                .put("unheard_of", 1);

        assertThat(login.hear(login.door().authorize(seed, null, null))
                        .json("seed")
                        .fieldNames())
                .doesNotContain("prompt", "audience", "organization", "unheard_of");
    }

    @Test
    void a_scope_may_be_one_text() {
        Answer answer = login.seed(login.seed().put("scope", "openid  profile openid"));

        assertThat(answer.json("seed").getJsonArray("scope")).isEqualTo(JsonArray.of("openid", "profile"));
    }

    @Test
    void what_the_sdks_cannot_read_is_asked_for_and_not_echoed() {
        Answer answer =
                login.seed(login.seed().put("prompt", "consent").put("scope", JsonArray.of("openid", "mail.read")));

        assertThat(answer.json("seed").fieldNames()).doesNotContain("prompt");
        assertThat(answer.json("seed").getJsonArray("scope")).isEqualTo(JsonArray.of("openid"));
        assertThat(login.hear(login.door().redirect(login.state())).json().getString("location"))
                .contains("prompt=consent", "mail.read");
    }

    @Test
    void a_wait_that_ends_leaves_the_flow_as_it_was() {
        assertThat(login.seed(login.seed()).json().fieldNames()).containsExactly("seed");
        assertThat(login.hear(login.door().await(login.state(), 0)).json().fieldNames())
                .containsExactly("seed");

        login.respond(login.response("a-code" + login.state())).expect();
        login.hear(login.door().await(login.state(), 0)).json("result");
    }

    @Test
    void clearing_one_flow_tells_whoever_waits_for_it() {
        login.seeded();
        Future<Answer> parked = login.park();

        login.hear(login.door().clear(null, login.state())).expect();

        login.hear(parked).expect(410, "flow_cleared");
        login.hear(login.door().await(login.state(), 0)).expect(400, "invalid_request");
    }

    @Test
    void clearing_is_for_the_flows_of_one_program() {
        String application = "app-" + login.state();
        Visit mine = login.another(application);
        Visit others = login.another("other-" + application);
        mine.seeded();
        others.seeded();

        login.hear(login.door().clear(application, null)).expect();

        login.hear(login.door().await(mine.state(), 0)).expect(400, "invalid_request");
        login.hear(login.door().await(others.state(), 0)).expect();
    }

    @Test
    void clearing_what_is_not_there_is_done() {
        login.hear(login.door().clear("nobody-" + login.state(), null)).expect();
        login.hear(login.door().clear(null, "no-such-state-" + login.state())).expect();
    }

    @Test
    void a_flow_of_another_program_is_not_cleared() {
        Visit others = login.another("other-" + login.state()).seeded();

        login.hear(login.door().clear("me-" + login.state(), others.state())).expect();

        login.hear(login.door().await(others.state(), 0)).expect();
    }
}

package dev.pkce.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.Binding;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.SeededPkce;
import dev.pkce.gateway.settings.Settings;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StepsTest {
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    private static final String STATE = "a-state-that-a-client-made";
    private static final Origin ORIGIN = new Origin(STATE, "nonce", CHALLENGE, null, Long.MAX_VALUE);
    private static final Authorization ASKED = asked("client");
    private static final Secret CODE = new Secret("code");
    private static final Secret TICKET = new Secret("ticket");

    @Test
    void the_vector_of_rfc_7636_appendix_b_holds() {
        assertThat(S256.of(VERIFIER)).isEqualTo(CHALLENGE);
    }

    @Test
    void an_issued_flow_is_seeded_by_its_own_challenge_only() {
        Flow.Issued issued = new Flow.Issued(ORIGIN);
        Origin other = new Origin(STATE, "other", CHALLENGE, null, 0);

        assertThat(park(issued, ASKED, false).next()).isInstanceOf(Flow.Seeded.class);
        assertThat(refusal(park(new Flow.Issued(other), ASKED, false))).isEqualTo(Problem.Kind.INVALID_REQUEST);
    }

    @Test
    void a_clients_own_state_begins_a_flow_unless_strict() {
        assertThat(park(null, ASKED, false).next()).isInstanceOf(Flow.Seeded.class);
        assertThat(refusal(park(null, ASKED, true))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
    }

    @Test
    void an_issued_state_that_is_gone_does_not_come_back_as_a_clients_own() {
        Origin gone = new Origin(States.next(), "nonce", CHALLENGE, null, 0);

        assertThat(refusal(Steps.park(null, gone, ASKED, "here", false))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
    }

    @Test
    void the_same_seed_joins_and_another_one_is_refused() {
        Flow.Seeded seeded = seeded();

        Step<Parked> joined = Steps.park(seeded, ORIGIN, ASKED, "there", false);

        assertThat(joined.next()).isEqualTo(new Flow.Seeded(ORIGIN, ASKED, List.of("here", "there"), null, false));
        assertThat(refusal(park(seeded, asked("somebody else"), false))).isEqualTo(Problem.Kind.FLOW_IN_PROGRESS);
    }

    @Test
    void a_code_is_handed_to_whoever_joins_later() {
        assertThat(park(answered(), ASKED, false)).isEqualTo(Step.stay(new Parked(answered(), false, CODE)));
    }

    @Test
    void the_same_answer_again_changes_nothing_and_another_one_is_refused() {
        assertThat(Steps.answer(answered(), CODE)).isEqualTo(Step.stay(CODE));
        assertThat(refusal(Steps.answer(answered(), new Secret("other")))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(refusal(Steps.answer(null, CODE))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(refusal(Steps.answer(new Flow.Issued(ORIGIN), CODE))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
    }

    @Test
    void a_denied_flow_takes_no_code() {
        Flow denied = Steps.deny(seeded(), Problem.refused("access_denied", "")).next();

        assertThat(refusal(Steps.answer(denied, CODE))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(refusal(park(denied, ASKED, false))).isEqualTo(Problem.Kind.PROVIDER_REFUSED);
    }

    @Test
    void a_flow_whose_provider_could_not_be_asked_can_be_seeded_again() {
        Flow released = Steps.release(seeded()).next();

        assertThat(park(released, ASKED, false).next()).isInstanceOf(Flow.Seeded.class);
    }

    @Test
    void a_code_is_redeemed_once() {
        Step<Redemption> first = redeem(answered(), VERIFIER);

        assertThat(first.result()).isEqualTo(new Redemption(ORIGIN, ASKED, CODE));
        assertThat(refusal(redeem(first.next(), VERIFIER))).isEqualTo(Problem.Kind.INVALID_GRANT);
    }

    @Test
    void a_wrong_client_or_redirect_uri_leaves_the_flow_as_it_was() {
        for (Presented wrong : List.of(
                new Presented("other", "https://app.example/cb", CHALLENGE),
                new Presented("client", "https://app.example/CB", CHALLENGE))) {
            Step<Redemption> refused = Steps.redeem(answered(), CODE, wrong);

            assertThat(refusal(refused)).isEqualTo(Problem.Kind.INVALID_GRANT);
            assertThat(refused.next()).isNull();
        }
    }

    @Test
    void a_code_that_came_second_redeems_nothing() {
        Step<Redemption> refused = Steps.redeem(answered(), new Secret("second"), presented(VERIFIER));

        assertThat(refusal(refused)).isEqualTo(Problem.Kind.INVALID_GRANT);
        assertThat(refused.next()).isNull();
    }

    @Test
    void the_fifth_wrong_verifier_spends_the_code() {
        Flow row = answered();
        for (int miss = 1; miss < Steps.MAX_MISSES; miss++) {
            row = redeem(row, "wrong").next();
            assertThat(row).isInstanceOf(Flow.Answered.class);
        }
        assertThat(redeem(row, VERIFIER).result()).isNotNull();

        assertThat(redeem(row, "wrong").next()).isInstanceOf(Flow.Spent.class);
    }

    @Test
    void a_spent_flow_keeps_nothing_of_its_code_but_a_hash() {
        Flow spent = redeem(answered(), VERIFIER).next();

        assertThat(spent)
                .isInstanceOfSatisfying(
                        Flow.Spent.class, row -> assertThat(row.codeHash()).isEqualTo(S256.of("code")));
    }

    @Test
    void a_code_that_never_left_comes_back_once() {
        Step<Redemption> redeemed = redeem(answered(), VERIFIER);
        Redemption redemption = new Redemption(ORIGIN, ASKED, CODE);

        Step<Redemption> restored = Steps.restore(redeemed.next(), redemption);

        assertThat(restored.next()).isEqualTo(answered());
        assertThat(refusal(Steps.restore(restored.next(), redemption))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
    }

    @Test
    void a_code_comes_back_to_its_own_flow_and_only_before_its_exchange_is_over() {
        Flow redeeming = redeem(answered(), VERIFIER).next();
        Flow settled = Steps.settle(redeeming).next();
        Redemption other = new Redemption(ORIGIN, ASKED, new Secret("other"));

        assertThat(redeeming).matches(flow -> !flow.over());
        assertThat(settled).matches(Flow::over);
        assertThat(refusal(Steps.restore(redeeming, other))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(refusal(Steps.restore(settled, new Redemption(ORIGIN, ASKED, CODE))))
                .isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(refusal(Steps.restore(null, other))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
    }

    @Test
    void a_held_code_is_nobodys_until_its_person_agrees() {
        Flow.Held held = held();
        Secret wrong = new Secret("guessed");

        assertThat(Steps.hold(seeded(), CODE, TICKET)).isEqualTo(Step.to(held, Optional.of(held)));
        assertThat(refusal(redeem(held, VERIFIER))).isEqualTo(Problem.Kind.INVALID_GRANT);
        assertThat(refusal(Steps.confirm(held, wrong, true))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(Steps.confirm(held, wrong, true).next()).isNull();
        assertThat(Steps.confirm(held, TICKET, true).next()).isEqualTo(answered());
        assertThat(Steps.confirm(held, TICKET, false).next())
                .isEqualTo(new Flow.Denied(ORIGIN, ASKED, Problem.notConfirmed(), S256.of("code")));
    }

    @Test
    void a_held_code_keeps_its_ticket_and_lets_no_other_code_in() {
        Secret another = new Secret("another");

        assertThat(Steps.hold(held(), CODE, another)).isEqualTo(Step.stay(Optional.of(held())));
        assertThat(Steps.hold(answered(), CODE, another)).isEqualTo(Step.stay(Optional.empty()));
        assertThat(refusal(Steps.hold(held(), another, TICKET))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(refusal(Steps.hold(null, CODE, TICKET))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(refusal(Steps.answer(held(), another))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(refusal(Steps.confirm(answered(), TICKET, true))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
    }

    @Test
    void callers_wait_for_a_held_code_too() {
        Flow.Held joined = new Flow.Held(ORIGIN, ASKED, List.of("here", "there"), CODE, TICKET);

        assertThat(Steps.join(held(), "there").next()).isEqualTo(joined);
        assertThat(Steps.park(held(), ORIGIN, ASKED, "here", false))
                .isEqualTo(Step.stay(new Parked(held(), false, null)));
    }

    @Test
    void issued_states_are_told_from_any_other() {
        assertThat(States.issued(States.next())).isTrue();
        assertThat(List.of("", "x".repeat(48), States.next() + "A", States.random(), "é".repeat(48), "+".repeat(48)))
                .noneMatch(States::issued);
    }

    @Test
    void a_clients_own_state_has_at_least_22_characters() {
        Origin shortest = new Origin("x".repeat(22), "nonce", CHALLENGE, null, 0);
        Origin tooShort = new Origin("x".repeat(21), "nonce", CHALLENGE, null, 0);

        assertThat(Steps.park(null, shortest, ASKED, "here", false).next()).isInstanceOf(Flow.Seeded.class);
        assertThat(refusal(Steps.park(null, tooShort, ASKED, "here", false))).isEqualTo(Problem.Kind.INVALID_REQUEST);
    }

    @Test
    void nobody_joins_what_is_over_and_nobody_waits_twice_at_one_address() {
        Flow spent = redeem(answered(), VERIFIER).next();

        assertThat(refusal(park(spent, ASKED, false))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(refusal(Steps.join(spent, "here"))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(Steps.join(seeded(), "here")).isEqualTo(Step.stay(new Parked(seeded(), false, null)));
    }

    @Test
    void the_limits_of_a_login_have_defaults() {
        FlowConfig config = FlowConfig.read(Settings.of(new JsonObject()));

        assertThat(config)
                .isEqualTo(new FlowConfig(
                        Duration.ofMinutes(10), Duration.ofMinutes(4), 100_000, false, false, Binding.NONE));
    }

    private static Step<Parked> park(@Nullable Flow row, Authorization asked, boolean strict) {
        return Steps.park(row, ORIGIN, asked, "here", strict);
    }

    private static Step<Redemption> redeem(@Nullable Flow row, String verifier) {
        return Steps.redeem(row, CODE, presented(verifier));
    }

    private static Presented presented(String verifier) {
        return new Presented("client", "https://app.example/cb", S256.of(verifier));
    }

    private static Flow.Seeded seeded() {
        return new Flow.Seeded(ORIGIN, ASKED, "here");
    }

    private static Flow.Held held() {
        return new Flow.Held(ORIGIN, ASKED, List.of("here"), CODE, TICKET);
    }

    private static Flow.Answered answered() {
        return new Flow.Answered(ORIGIN, ASKED, CODE, 0);
    }

    private static Authorization asked(String client) {
        SeededPkce seed = new SeededPkce(STATE, "nonce", CHALLENGE, client, List.of("openid"), null, null, Map.of());
        return new Authorization(seed, "provider", "https://app.example/cb");
    }

    private static Problem.@Nullable Kind refusal(Step<?> step) {
        return step.refusal() == null ? null : step.refusal().kind();
    }
}

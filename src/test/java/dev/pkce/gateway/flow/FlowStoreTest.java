package dev.pkce.gateway.flow;

import static dev.pkce.gateway.flow.TestStore.TTL;
import static dev.pkce.gateway.flow.TestStore.asked;
import static dev.pkce.gateway.flow.TestStore.presented;
import static dev.pkce.gateway.flow.TestStore.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.pkce.gateway.api.Cause;
import dev.pkce.gateway.api.FlowEvent;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class FlowStoreTest {
    private static final String HERE = "here";
    private static final Secret CODE = new Secret("code");
    private static final Problem NO = Problem.refused("access_denied", "No.");

    private TestStore test;
    private FlowStore store;

    @BeforeEach
    void open(Vertx vertx) {
        open(vertx, 100, false);
    }

    private void open(Vertx vertx, int max, boolean strict) {
        test = new TestStore(vertx, TestStore.config(max, strict), List.of(HERE));
        store = test.store();
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void a_login_is_counted_from_its_challenge_to_its_tokens() {
        Origin origin = test.origin(States.next(), "verifier");
        assertThat(store.issue(origin).succeeded()).isTrue();
        assertThat(store.seeded(origin.state()).result()).isEmpty();

        Parked parked = store.park(origin, asked(origin, "client"), HERE).result();
        assertThat(parked.first()).isTrue();
        assertThat(store.seeded(origin.state()).result()).contains(asked(origin, "client"));
        assertThat(store.find(origin.state()).result()).isEqualTo(parked.flow());
        assertThat(store.answer(origin.state(), CODE).result()).isEqualTo(CODE);
        Redemption redemption = redeem("verifier").orElseThrow();
        assertThat(store.size()).isEqualTo(1);
        store.redeemed(redemption, null);

        assertThat(store.size()).isZero();
        assertThat(test.told(HERE)).containsExactly(new Wake(origin.state(), CODE, null));
        assertThat(types()).containsExactly(FlowEvent.Type.SEEDED, FlowEvent.Type.ANSWERED, FlowEvent.Type.REDEEMED);
    }

    @Test
    void events_tell_a_flow_by_a_hash_and_name_its_provider_and_error() {
        Origin origin = test.seeded(HERE, "verifier");
        store.deny(origin.state(), NO);

        String flow = S256.of(origin.state()).substring(0, 12);
        assertThat(test.events())
                .extracting(FlowEvent::type, FlowEvent::flow, FlowEvent::provider, FlowEvent::cause)
                .containsExactly(
                        tuple(FlowEvent.Type.SEEDED, flow, "provider", null),
                        tuple(FlowEvent.Type.DENIED, flow, "provider", Cause.of(NO)));
        assertThat(test.told(HERE)).containsExactly(new Wake(origin.state(), null, NO));
        assertThat(store.size()).isZero();
    }

    @Test
    void a_flow_that_nobody_seeded_is_found_by_nobody() {
        Origin origin = test.origin(States.next(), "verifier");
        store.issue(origin);

        assertThat(refusal(store.find(origin.state()))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(refusal(store.join(origin.state(), HERE))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(refusal(store.seeded("nobody's"))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(refusal(store.deny(origin.state(), NO))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
    }

    @Test
    void a_code_belongs_to_one_flow() {
        Origin first = test.answered(HERE, "first", "code");
        Origin second = test.seeded(HERE, "second");

        assertThat(refusal(store.answer(second.state(), CODE))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(store.answer(first.state(), CODE).succeeded()).isTrue();
        assertThat(store.answer(second.state(), new Secret("another")).succeeded())
                .isTrue();
    }

    @Test
    void a_code_that_no_flow_took_is_nobodys() {
        assertThat(refusal(store.answer("nobody's", CODE))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(test.codes()).isEmpty();

        Origin origin = test.answered(HERE, "verifier", "code");
        assertThat(refusal(store.answer(origin.state(), new Secret("late")))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(test.codes()).containsOnlyKeys(S256.of("code"));
    }

    @Test
    void a_code_of_elsewhere_is_left_to_the_caller_unless_strict(Vertx vertx) {
        assertThat(redeem("verifier")).isEmpty();

        close();
        open(vertx, 100, true);
        assertThat(refusal(store.redeem(CODE, presented("client", "verifier")))).isEqualTo(Problem.Kind.INVALID_GRANT);
    }

    @Test
    void a_code_that_never_left_is_good_for_another_try() {
        test.answered(HERE, "verifier", "code");
        Redemption redemption = redeem("verifier").orElseThrow();

        store.restore(redemption, Problem.providerTimeout());

        assertThat(store.size()).isEqualTo(1);
        assertThat(redeem("verifier")).contains(redemption);
        assertThat(test.events())
                .last()
                .extracting(FlowEvent::type, FlowEvent::cause)
                .containsExactly(FlowEvent.Type.FAILED, Cause.of(Problem.providerTimeout()));
    }

    @Test
    void a_flow_that_was_cleared_during_its_exchange_says_so() {
        Origin origin = test.answered(HERE, "verifier", "code");
        Redemption redemption = redeem("verifier").orElseThrow();
        assertThat(store.cleared(redemption).result()).isFalse();

        store.end(origin.state(), row -> true, Problem.flowCleared());

        assertThat(store.cleared(redemption).result()).isTrue();
        store.restore(redemption, NO);
        assertThat(refusal(store.redeem(CODE, presented("client", "verifier")))).isEqualTo(Problem.Kind.INVALID_GRANT);
    }

    @Test
    void a_release_tells_the_callers_and_leaves_the_challenge() {
        Origin origin = test.seeded(HERE, "verifier");

        assertThat(store.release(origin.state(), NO).succeeded()).isTrue();

        assertThat(test.told(HERE)).containsExactly(new Wake(origin.state(), null, NO));
        assertThat(types()).endsWith(FlowEvent.Type.FAILED);
        assertThat(store.seeded(origin.state()).result()).isEmpty();
        assertThat(refusal(store.release(origin.state(), NO))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
    }

    @Test
    void an_end_is_for_those_that_are_picked() throws Exception {
        Origin mine = test.seeded(HERE, "mine");
        Origin other = test.seeded(HERE, "other");

        store.end(row -> row.origin().equals(mine), Problem.flowCleared()).await(10, TimeUnit.SECONDS);
        store.end(other.state(), row -> false, Problem.flowCleared());

        assertThat(test.told(HERE)).containsExactly(new Wake(mine.state(), null, Problem.flowCleared()));
        assertThat(types()).endsWith(FlowEvent.Type.CLEARED);
        assertThat(test.rows()).containsOnlyKeys(other.state());
    }

    @Test
    void the_code_of_a_cleared_flow_stays_spent_until_its_time() {
        Origin origin = test.answered(HERE, "verifier", "code");
        store.end(origin.state(), row -> true, Problem.flowCleared());

        assertThat(store.size()).isZero();
        assertThat(refusal(store.redeem(CODE, presented("client", "verifier")))).isEqualTo(Problem.Kind.INVALID_GRANT);
        test.pass(TTL);
        store.expire();
        assertThat(redeem("verifier")).isEmpty();
    }

    @Test
    void time_ends_every_flow_in_its_turn() {
        Origin first = test.seeded(HERE, "first");
        test.pass(Duration.ofMillis(1));
        Origin second = test.answered(HERE, "second", "code");
        test.told(HERE);

        test.pass(TTL.minusMillis(2));
        assertThat(store.expire()).isFalse();
        assertThat(store.size()).isEqualTo(2);
        test.pass(Duration.ofMillis(1));
        assertThat(store.expire()).isFalse();
        assertThat(test.told(HERE)).containsExactly(new Wake(first.state(), null, Problem.flowExpired()));
        assertThat(test.rows()).containsOnlyKeys(second.state());
        test.pass(Duration.ofMillis(1));
        store.expire();

        assertThat(test.rows()).isEmpty();
        assertThat(test.codes()).isEmpty();
        assertThat(store.size()).isZero();
        assertThat(types()).endsWith(FlowEvent.Type.EXPIRED, FlowEvent.Type.EXPIRED);
    }

    @Test
    void a_flow_whose_time_is_over_is_gone_before_anybody_looks_for_such() {
        Origin origin = test.seeded(HERE, "verifier");
        test.pass(TTL);

        assertThat(refusal(store.join(origin.state(), HERE))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(test.told(HERE)).containsExactly(new Wake(origin.state(), null, Problem.flowExpired()));
        assertThat(store.size()).isZero();
    }

    @Test
    void many_flows_are_ended_a_bounded_number_at_a_time(Vertx vertx) {
        close();
        open(vertx, 1_000, false);
        for (int i = 0; i < 600; i++) {
            test.seeded(HERE, "verifier");
        }
        test.pass(TTL);

        assertThat(store.expire()).isTrue();
        assertThat(store.size()).isEqualTo(100);
        assertThat(store.expire()).isFalse();
        assertThat(store.size()).isZero();
    }

    @Test
    void a_full_store_refuses_challenges_and_seeds_until_one_lies_idle(Vertx vertx) {
        close();
        open(vertx, 2, false);
        Origin idle = test.origin(States.next(), "idle");
        store.issue(idle);
        Origin seeded = test.seeded(HERE, "seeded");
        Origin own = test.origin("a-state-that-a-client-made", "own");

        assertThat(refusal(store.issue(test.origin(States.next(), "one more")))).isEqualTo(Problem.Kind.UNAVAILABLE);
        assertThat(refusal(store.park(own, asked(own, "client"), HERE))).isEqualTo(Problem.Kind.UNAVAILABLE);
        test.pass(Duration.ofSeconds(10));
        assertThat(store.park(own, asked(own, "client"), HERE).succeeded()).isTrue();

        assertThat(test.rows()).containsOnlyKeys(seeded.state(), own.state());
        assertThat(store.size()).isEqualTo(2);
    }

    @Test
    void only_so_many_ended_flows_are_remembered_as_may_be_under_way(Vertx vertx) {
        close();
        open(vertx, 2, false);
        for (int i = 0; i < 5; i++) {
            Origin origin = test.answered(HERE, "verifier", "code-" + i);
            store.end(origin.state(), row -> true, Problem.flowCleared());
        }

        assertThat(test.rows()).hasSize(2);
        assertThat(test.codes()).containsOnlyKeys(S256.of("code-3"), S256.of("code-4"));
    }

    @Test
    void a_challenge_that_lies_idle_makes_room_for_another(Vertx vertx) {
        close();
        open(vertx, 1, false);
        store.issue(test.origin(States.next(), "idle"));
        test.pass(Duration.ofSeconds(10));
        Origin next = test.origin(States.next(), "next");

        assertThat(store.issue(next).succeeded()).isTrue();
        assertThat(test.rows()).containsOnlyKeys(next.state());
    }

    @Test
    void a_pushed_request_serves_the_first_browser() {
        Origin origin = test.seeded(HERE, "verifier");
        Pushed pushed = new Pushed("urn:request", Clock.millis() + 60_000);
        assertThat(store.depart(origin.state(), true).result()).isEmpty();

        assertThat(store.push(origin.state(), pushed).result()).isEqualTo(pushed);
        assertThat(store.depart(origin.state(), true).result()).contains(new Departure(pushed));
        assertThat(store.depart(origin.state(), true).result()).contains(new Departure(null));
        assertThat(refusal(store.release(origin.state(), NO))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);

        store.deny(origin.state(), NO);
        assertThat(refusal(store.push(origin.state(), pushed))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(refusal(store.depart(origin.state(), false))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
    }

    @Test
    void a_browser_need_not_wait_for_a_request_that_is_not_awaited() {
        Origin origin = test.seeded(HERE, "verifier");

        assertThat(store.depart(origin.state(), false).result()).contains(new Departure(null));
        assertThat(types()).containsExactly(FlowEvent.Type.SEEDED);
    }

    @Test
    void a_pushed_request_is_alive_until_it_is_used_or_forgotten() {
        Pushed pushed = new Pushed("urn:request", Clock.millis() + 60_000);

        assertThat(pushed.alive()).isTrue();
        assertThat(pushed.used().alive()).isFalse();
        assertThat(pushed.used().requestUri()).isEqualTo("urn:request");
        assertThat(new Pushed("urn:request", Clock.millis() - 1).alive()).isFalse();
    }

    @Test
    void what_ended_before_its_time_is_tidied_away() {
        Origin living = test.seeded(HERE, "verifier");
        assertThat(TestStore.local(store).cluttered()).isFalse();
        for (int i = 0; i < 10_003; i++) {
            store.end(test.seeded(HERE, "verifier").state(), row -> true, Problem.flowCleared());
        }
        test.told(HERE);
        assertThat(TestStore.local(store).cluttered()).isTrue();

        TestStore.local(store).forgetAges();

        assertThat(TestStore.local(store).cluttered()).isFalse();
        test.pass(TTL);
        assertThat(store.expire()).isFalse();
        assertThat(test.told(HERE)).containsExactly(new Wake(living.state(), null, Problem.flowExpired()));
    }

    private Optional<Redemption> redeem(String verifier) {
        return store.redeem(CODE, presented("client", verifier)).result();
    }

    private List<FlowEvent.Type> types() {
        return test.events().stream().map(FlowEvent::type).toList();
    }
}

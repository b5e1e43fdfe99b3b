package dev.pkce.gateway.flow;

import static dev.pkce.gateway.flow.StoreNode.HERE;
import static dev.pkce.gateway.flow.StoreNode.done;
import static dev.pkce.gateway.flow.StoreNode.refusal;
import static dev.pkce.gateway.flow.TestStore.asked;
import static dev.pkce.gateway.flow.TestStore.presented;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.api.Binding;
import dev.pkce.gateway.api.ClearRequest;
import dev.pkce.gateway.api.FlowEvent;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is true of every store. Steps are taken at one node and looked at from another, which are one and the same where
 * flows are kept in the process.
 */
abstract class StoreContract {
    static final Duration TTL = Duration.ofMinutes(10);
    private static final Problem NO = Problem.refused("access_denied", "No.");
    private static final Presented RIGHT = presented("client", "verifier");

    private StoreNode one;
    private StoreNode other;

    /** The limits that hold from now on. */
    abstract void limit(FlowConfig config);

    /** A store with nothing in it, at two nodes. */
    abstract List<StoreNode> nodes();

    static FlowConfig config(Duration ttl, int max) {
        return new FlowConfig(ttl, ttl, max, false, false, Binding.NONE);
    }

    @BeforeEach
    void open() {
        limit(config(TTL, 1_000));
        List<StoreNode> nodes = nodes();
        one = nodes.get(0);
        other = nodes.get(1);
    }

    private Optional<Redemption> redeem(StoreNode node, String code) {
        return done(node.store.redeem(new Secret(code), RIGHT));
    }

    @Test
    void any_node_takes_any_step_and_whoever_waits_is_told() {
        Origin origin = one.issued();
        assertThat(done(other.store.seeded(origin.state()))).isEmpty();
        Parked parked = done(other.store.park(origin, asked(origin, "client"), HERE));
        assertThat(parked.first()).isTrue();
        assertThat(done(one.store.find(origin.state()))).isEqualTo(parked.flow());

        assertThat(done(one.store.answer(origin.state(), new Secret("code")))).isEqualTo(new Secret("code"));

        await().until(() -> !other.told(origin).isEmpty());
        assertThat(other.told(origin)).containsExactly(new Wake(origin.state(), new Secret("code"), null));
        Redemption redemption = redeem(other, "code").orElseThrow();
        assertThat(redemption.origin()).isEqualTo(origin);
        one.store.redeemed(redemption, null);
        assertThat(refusal(other.store.redeem(new Secret("code"), RIGHT))).isEqualTo(Problem.Kind.INVALID_GRANT);
        await().until(() -> count(one) == 0);
    }

    private static int count(StoreNode node) {
        done(node.store.tidy());
        return node.store.size();
    }

    @Test
    void a_flow_comes_back_as_it_was() {
        Origin origin = one.seeded();
        Pushed pushed = new Pushed("urn:request", Clock.millis() + 60_000);
        done(one.store.push(origin.state(), pushed));

        Departure gone = done(other.store.depart(origin.state(), true)).orElseThrow();

        Pushed back = Objects.requireNonNull(gone.pushed());
        assertThat(back.requestUri()).isEqualTo("urn:request");
        assertThat(back.until()).isBetween(pushed.until() - 1_000, pushed.until() + 1_000);
        assertThat(done(one.store.depart(origin.state(), true))).contains(new Departure(null));
    }

    @Test
    void a_state_is_issued_once_and_seeded_in_one_way() {
        Origin origin = one.seeded();

        assertThat(refusal(other.store.issue(origin))).isEqualTo(Problem.Kind.FLOW_IN_PROGRESS);
        assertThat(refusal(other.store.park(origin, asked(origin, "another"), HERE)))
                .isEqualTo(Problem.Kind.FLOW_IN_PROGRESS);
        assertThat(done(other.store.park(origin, asked(origin, "client"), HERE)).first())
                .isFalse();
        done(one.store.answer(origin.state(), new Secret("code")));
        await().until(() -> !one.told(origin).isEmpty() && !other.told(origin).isEmpty());
    }

    @Test
    void a_code_belongs_to_the_flow_that_had_it_first() {
        Origin first = one.answered("code");
        Origin second = other.seeded();

        assertThat(refusal(other.store.answer(second.state(), new Secret("code"))))
                .isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(done(other.store.answer(first.state(), new Secret("code")))).isEqualTo(new Secret("code"));
        assertThat(refusal(other.store.answer(first.state(), new Secret("late"))))
                .isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        await().until(() -> done(one.store.rows().owner(S256.of("late")).map(owner -> owner == null)));
        assertThat(redeem(one, "late")).isEmpty();
        assertThat(redeem(one, "nobody's")).isEmpty();
    }

    @Test
    void of_fifty_who_redeem_a_code_at_once_one_does() {
        Origin origin = one.answered("code");
        List<Future<Optional<Redemption>>> racers = new ArrayList<>();
        IntStream.range(0, 50)
                .forEach(i -> racers.add((i % 2 == 0 ? one : other).store.redeem(new Secret("code"), RIGHT)));
        done(Future.join(racers).otherwiseEmpty());

        assertThat(racers)
                .filteredOn(Future::succeeded)
                .singleElement()
                .satisfies(won -> assertThat(won.result())
                        .get()
                        .extracting(Redemption::origin)
                        .isEqualTo(origin));
    }

    @Test
    void a_code_that_never_left_is_good_for_another_try_but_not_after_a_clear() {
        Origin origin = one.answered("code");
        Redemption redemption = redeem(one, "code").orElseThrow();
        done(other.store.restore(redemption, NO));
        assertThat(redeem(other, "code")).contains(redemption);
        assertThat(done(one.store.cleared(redemption))).isFalse();

        done(one.store.end(origin.state(), flow -> true, Problem.flowCleared()));

        assertThat(done(other.store.cleared(redemption))).isTrue();
        assertThat(refusal(other.store.restore(redemption, NO))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(refusal(one.store.redeem(new Secret("code"), RIGHT))).isEqualTo(Problem.Kind.INVALID_GRANT);
    }

    @Test
    void five_wrong_verifiers_on_whichever_nodes_end_a_code() {
        one.answered("code");
        for (int i = 0; i < Steps.MAX_MISSES; i++) {
            StoreNode node = i % 2 == 0 ? one : other;
            assertThat(refusal(node.store.redeem(new Secret("code"), presented("client", "wrong"))))
                    .isEqualTo(Problem.Kind.INVALID_GRANT);
        }
        assertThat(refusal(one.store.redeem(new Secret("code"), RIGHT))).isEqualTo(Problem.Kind.INVALID_GRANT);
    }

    @Test
    void a_held_code_is_confirmed_elsewhere() {
        Origin origin = one.seeded();
        Flow.Held held =
                done(other.store.hold(origin.state(), new Secret("code"))).orElseThrow();
        assertThat(refusal(one.store.confirm(origin.state(), new Secret("wrong"), true)))
                .isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(done(one.store.hold(origin.state(), new Secret("code")))).contains(held);

        done(other.store.confirm(origin.state(), held.ticket(), true));

        await().until(() -> !one.told(origin).isEmpty());
        assertThat(one.told(origin)).containsExactly(new Wake(origin.state(), new Secret("code"), null));
    }

    @Test
    void errors_and_releases_are_told_where_somebody_waits() {
        Origin denied = one.seeded();
        Origin released = one.seeded();

        done(other.store.deny(denied.state(), NO));
        done(other.store.release(released.state(), NO));

        await().until(() -> !one.told(denied).isEmpty() && !one.told(released).isEmpty());
        assertThat(one.told(denied)).containsExactly(new Wake(denied.state(), null, NO));
        assertThat(one.told(released)).containsExactly(new Wake(released.state(), null, NO));
        assertThat(refusal(one.store.join(denied.state(), HERE))).isEqualTo(Problem.Kind.PROVIDER_REFUSED);
        assertThat(done(one.store.park(released, asked(released, "client"), HERE))
                        .first())
                .isTrue();
    }

    @Test
    void a_clear_ends_the_flows_of_its_application_wherever_they_began() {
        List<Origin> mine = List.of(owned(one, "mine"), owned(other, "mine"));
        Origin theirs = owned(one, "theirs");
        Origin nobodys = one.seeded();

        done(other.store.clear(new ClearRequest("mine", theirs.state())));
        done(other.store.clear(new ClearRequest("mine", null)));

        await().until(() ->
                !one.told(mine.get(0)).isEmpty() && !other.told(mine.get(1)).isEmpty());
        assertThat(one.told(mine.get(0))).extracting(Wake::problem).containsExactly(Problem.flowCleared());
        assertThat(refusal(one.store.find(mine.get(1).state()))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(done(other.store.find(theirs.state())).origin()).isEqualTo(theirs);
        done(one.store.clear(new ClearRequest(null, null)));
        assertThat(refusal(one.store.find(nobodys.state()))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(done(other.store.find(theirs.state())).origin()).isEqualTo(theirs);
    }

    private static Origin owned(StoreNode node, String application) {
        Origin origin = new Origin(States.next(), "nonce", S256.of("verifier"), application, node.store.deadline());
        done(node.store.issue(origin));
        done(node.store.park(origin, asked(origin, "client"), HERE));
        return origin;
    }

    @Test
    void flows_that_are_picked_end_everywhere() {
        Origin mine = one.seeded();
        Origin others = other.seeded();

        done(other.store.end(flow -> flow.origin().equals(mine), Problem.providerGone()));

        await().until(() -> !one.told(mine).isEmpty());
        assertThat(one.told(mine)).extracting(Wake::problem).containsExactly(Problem.providerGone());
        assertThat(done(one.store.find(others.state())).origin()).isEqualTo(others);
    }

    @Test
    void time_ends_a_flow_once_whoever_finds_that_first() {
        limit(config(Duration.ofSeconds(1), 1_000));
        Origin origin = one.seeded();

        await().until(() -> {
            other.store.expire();
            one.store.expire();
            done(Future.join(other.store.tidy(), one.store.tidy()));
            return !one.told(origin).isEmpty();
        });

        assertThat(one.told(origin)).containsExactly(new Wake(origin.state(), null, Problem.flowExpired()));
        assertThat(refusal(other.store.join(origin.state(), HERE))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        await().until(() -> events(origin).contains(FlowEvent.Type.EXPIRED));
        assertThat(events(origin)).containsOnlyOnce(FlowEvent.Type.EXPIRED);
    }

    private List<FlowEvent.Type> events(Origin origin) {
        List<FlowEvent.Type> told = new ArrayList<>(one.events(origin));
        if (one != other) {
            told.addAll(other.events(origin));
        }
        return told;
    }

    @Test
    void what_is_full_takes_no_more_but_in_the_place_of_a_challenge_that_lies_idle() {
        limit(config(TTL, 2));
        Origin idle = one.issued();
        Origin seeded = other.seeded();

        assertThat(refusal(other.store.issue(other.origin()))).isEqualTo(Problem.Kind.UNAVAILABLE);
        assertThat(refusal(one.store.issue(one.origin()))).isEqualTo(Problem.Kind.UNAVAILABLE);
        assertThat(done(one.store.find(seeded.state())).origin()).isEqualTo(seeded);

        // What was made when flows lived ten seconds less is as old now as what was made ten seconds ago.
        limit(config(TTL.plusSeconds(11), 2));
        Origin next = other.issued();
        assertThat(refusal(one.store.issue(one.origin()))).isEqualTo(Problem.Kind.UNAVAILABLE);
        assertThat(refusal(one.store.seeded(idle.state()))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(done(one.store.seeded(next.state()))).isEmpty();
        assertThat(done(one.store.find(seeded.state())).origin()).isEqualTo(seeded);
    }

    @Test
    void flows_that_are_over_keep_no_new_one_out() {
        limit(config(TTL, 2));
        for (int i = 0; i < 4; i++) {
            Origin origin = one.answered("code-" + i);
            done(other.store.end(origin.state(), flow -> true, Problem.flowCleared()));
            await().until(() -> count(other) == 0);
        }
        assertThat(refusal(one.store.redeem(new Secret("code-3"), RIGHT))).isEqualTo(Problem.Kind.INVALID_GRANT);
    }
}

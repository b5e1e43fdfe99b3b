package dev.pkce.gateway.flow;

import static dev.pkce.gateway.flow.TestStore.TTL;
import static dev.pkce.gateway.flow.TestStore.asked;
import static dev.pkce.gateway.flow.TestStore.presented;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.Cause;
import dev.pkce.gateway.api.Cause.Reason;
import dev.pkce.gateway.api.FlowEvent;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Callers are told alike what they may not tell apart; whoever listens to events is told which it was. */
@ExtendWith(VertxExtension.class)
class RefusalEventsTest {
    private static final Secret CODE = new Secret("code");

    private final TestStore test;
    private final FlowStore store;

    RefusalEventsTest(Vertx vertx) {
        test = new TestStore(vertx, TestStore.config(100, false), List.of("here"));
        store = test.store();
    }

    @AfterEach
    void close() {
        test.close();
    }

    private List<Reason> reasons() {
        return test.events().stream()
                .filter(event -> event.type() == FlowEvent.Type.REFUSED)
                .map(event -> Objects.requireNonNull(event.cause()).reason())
                .toList();
    }

    @Test
    void each_part_of_a_grant_that_does_not_fit() {
        test.answered("here", "verifier", "code");

        store.redeem(CODE, presented("another", "verifier"));
        store.redeem(CODE, new Presented("client", "https://elsewhere.example/", S256.of("verifier")));
        store.redeem(CODE, presented("client", "wrong"));
        store.redeem(CODE, presented("client", "verifier"));
        store.redeem(CODE, presented("client", "verifier"));

        assertThat(reasons())
                .containsExactly(
                        Reason.WRONG_CLIENT, Reason.WRONG_REDIRECT_URI, Reason.WRONG_VERIFIER, Reason.CODE_USED);
        assertThat(test.events())
                .last()
                .extracting(FlowEvent::cause)
                .isEqualTo(new Cause(
                        Reason.CODE_USED, "invalid_grant", "The code was used before, or its flow was ended."));
    }

    @Test
    void the_wrong_verifier_that_was_one_too_many() {
        test.answered("here", "verifier", "code");

        for (int i = 0; i < Steps.MAX_MISSES; i++) {
            store.redeem(CODE, presented("client", "wrong"));
        }

        assertThat(reasons()).hasSize(Steps.MAX_MISSES - 1).containsOnly(Reason.WRONG_VERIFIER);
        assertThat(test.events())
                .last()
                .extracting(FlowEvent::type, FlowEvent::cause)
                .containsExactly(FlowEvent.Type.FAILED, Cause.of(Reason.TOO_MANY_VERIFIERS, Problem.invalidGrant()));
    }

    @Test
    void answers_that_come_second_or_belong_elsewhere() {
        Origin first = test.answered("here", "first", "code");
        Origin second = test.seeded("here", "second");

        store.answer(first.state(), CODE);
        store.answer(first.state(), new Secret("another"));
        store.deny(first.state(), Problem.refused("access_denied", "No."));
        store.answer(second.state(), CODE);
        store.answer("nobody's", new Secret("unknown"));

        assertThat(reasons()).containsExactly(Reason.SECOND_ANSWER, Reason.SECOND_ANSWER, Reason.CODE_OF_ANOTHER_FLOW);
    }

    @Test
    void an_error_page_that_is_loaded_again_is_no_second_answer() {
        Origin origin = test.seeded("here", "verifier");
        store.deny(origin.state(), Problem.refused("access_denied", "No."));

        store.deny(origin.state(), Problem.refused("access_denied", "No."));

        assertThat(reasons()).isEmpty();
    }

    @Test
    void seeds_that_differ_from_the_challenge_or_from_the_first() {
        Origin origin = test.origin(States.next(), "verifier");
        store.issue(origin);

        store.park(origin, asked(test.origin(origin.state(), "another"), "client"), "here");
        store.park(origin, asked(origin, "client"), "here");
        store.park(origin, asked(origin, "another"), "here");

        assertThat(reasons()).containsExactly(Reason.OTHER_SEED, Reason.OTHER_SEED);
    }

    @Test
    void a_sign_in_that_is_held_for_the_person_and_is_not_theirs() {
        Origin origin = test.seeded("here", "verifier");
        Flow.Held held = store.hold(origin.state(), CODE).result().orElseThrow();

        store.redeem(CODE, presented("client", "verifier"));
        store.confirm(origin.state(), new Secret("guessed"), true);
        store.confirm(origin.state(), held.ticket(), false);

        assertThat(reasons()).containsExactly(Reason.UNCONFIRMED_CODE, Reason.WRONG_TICKET);
        assertThat(test.events())
                .extracting(FlowEvent::type)
                .containsExactly(
                        FlowEvent.Type.SEEDED,
                        FlowEvent.Type.HELD,
                        FlowEvent.Type.REFUSED,
                        FlowEvent.Type.REFUSED,
                        FlowEvent.Type.DENIED);
        assertThat(test.events())
                .last()
                .extracting(FlowEvent::cause)
                .isEqualTo(Cause.of(Reason.NOT_CONFIRMED, Problem.notConfirmed()));
    }

    @Test
    void what_is_refused_outside_is_told_if_there_is_such_a_flow() {
        Origin origin = test.seeded("here", "verifier");

        store.refuse(origin.state(), Problem.otherBrowser(), Reason.OTHER_BROWSER);
        store.refuse("nobody's", Problem.otherBrowser(), Reason.OTHER_BROWSER);

        assertThat(reasons()).containsExactly(Reason.OTHER_BROWSER);
    }

    @Test
    void each_event_tells_how_old_the_flow_is_and_how_long_the_step_took() {
        Origin origin = test.origin(States.next(), "verifier");
        store.issue(origin);
        long before = System.currentTimeMillis();

        test.pass(Duration.ofMillis(30));
        store.park(origin, asked(origin, "client"), "here");
        test.pass(Duration.ofMillis(500));
        store.answer(origin.state(), CODE);
        test.pass(TTL);
        store.expire();

        assertThat(test.events())
                .extracting(event -> event.timing().age())
                .containsExactly(30L, 530L, TTL.toMillis() + 530);
        assertThat(test.events())
                .extracting(event -> event.timing().since())
                .containsExactly(30L, 500L, TTL.toMillis());
        assertThat(test.events())
                .allSatisfy(event -> assertThat(event.timing().at()).isBetween(before, System.currentTimeMillis()));
    }

    @Test
    void the_words_of_a_provider_are_not_told() {
        Origin origin = test.seeded("here", "verifier");

        store.deny(origin.state(), Problem.refused("access_denied", "ada@example.com declined"));

        assertThat(test.events().toString()).contains("access_denied").doesNotContain("ada@example.com");
    }

    @Test
    void no_challenge_is_told_of() {
        store.issue(test.origin(States.next(), "verifier"));
        test.pass(TTL);
        store.expire();

        assertThat(test.events()).isEmpty();
    }
}

package dev.pkce.gateway.flow;

import static dev.pkce.gateway.flow.TestStore.presented;
import static dev.pkce.gateway.flow.TestStore.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.FlowEvent;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Codes that wait for a person to say whether the sign-in is theirs. */
@ExtendWith(VertxExtension.class)
class HeldCodesTest {
    private static final String HERE = "here";
    private static final Secret CODE = new Secret("code");

    private TestStore test;
    private FlowStore store;

    @BeforeEach
    void open(Vertx vertx) {
        test = new TestStore(vertx, TestStore.config(100, false), List.of(HERE));
        store = test.store();
    }

    @AfterEach
    void close() {
        test.close();
    }

    private Secret hold(Origin origin) {
        return store.hold(origin.state(), CODE).result().orElseThrow().ticket();
    }

    @Test
    void nobody_learns_of_a_held_code() {
        Origin origin = test.seeded(HERE, "verifier");

        hold(origin);

        assertThat(test.told(HERE)).isEmpty();
        assertThat(store.join(origin.state(), HERE).result().code()).isNull();
        assertThat(refusal(store.redeem(CODE, presented("client", "verifier")))).isEqualTo(Problem.Kind.INVALID_GRANT);
        assertThat(refusal(store.seeded(origin.state()))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(store.size()).isEqualTo(1);
    }

    @Test
    void whoever_waits_gets_the_code_once_its_person_agrees() {
        Origin origin = test.seeded(HERE, "verifier");
        Secret ticket = hold(origin);

        assertThat(store.confirm(origin.state(), ticket, true).succeeded()).isTrue();

        assertThat(test.told(HERE)).containsExactly(new Wake(origin.state(), CODE, null));
        assertThat(types()).containsExactly(FlowEvent.Type.SEEDED, FlowEvent.Type.HELD, FlowEvent.Type.ANSWERED);
        assertThat(store.hold(origin.state(), CODE).result()).isEmpty();
        assertThat(store.redeem(CODE, presented("client", "verifier")).result()).isPresent();
    }

    @Test
    void whoever_waits_is_told_when_its_person_does_not_agree() {
        Origin origin = test.seeded(HERE, "verifier");
        Secret ticket = hold(origin);

        assertThat(store.confirm(origin.state(), ticket, false).succeeded()).isTrue();

        assertThat(test.told(HERE)).containsExactly(new Wake(origin.state(), null, Problem.notConfirmed()));
        assertThat(types()).containsExactly(FlowEvent.Type.SEEDED, FlowEvent.Type.HELD, FlowEvent.Type.DENIED);
        assertThat(store.size()).isZero();
        assertThat(refusal(store.confirm(origin.state(), ticket, true))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(refusal(store.hold(origin.state(), CODE))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(refusal(store.redeem(CODE, presented("client", "verifier")))).isEqualTo(Problem.Kind.INVALID_GRANT);
    }

    @Test
    void a_ticket_that_was_guessed_decides_nothing() {
        Origin origin = test.seeded(HERE, "verifier");
        Secret ticket = hold(origin);

        assertThat(refusal(store.confirm(origin.state(), new Secret("guessed"), false)))
                .isEqualTo(Problem.Kind.UNKNOWN_FLOW);

        assertThat(store.confirm(origin.state(), ticket, true).succeeded()).isTrue();
    }

    @Test
    void every_flow_has_a_ticket_of_its_own() {
        Origin one = test.seeded(HERE, "one");
        Origin other = test.seeded(HERE, "other");

        Secret ticket = hold(one);
        Secret another = store.hold(other.state(), new Secret("another"))
                .result()
                .orElseThrow()
                .ticket();

        assertThat(another).isNotEqualTo(ticket);
        assertThat(hold(one)).isEqualTo(ticket);
        assertThat(refusal(store.confirm(other.state(), ticket, true))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
    }

    @Test
    void a_code_is_held_for_one_flow() {
        Origin first = test.seeded(HERE, "first");
        Origin second = test.seeded(HERE, "second");
        hold(first);

        assertThat(refusal(store.hold(second.state(), CODE))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(refusal(store.hold(first.state(), new Secret("late")))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(test.codes()).containsOnlyKeys(S256.of("code"));
    }

    @Test
    void an_end_before_the_person_agrees_is_told_and_spends_the_code() {
        Origin origin = test.seeded(HERE, "verifier");
        hold(origin);

        store.end(origin.state(), row -> true, Problem.flowCleared());

        assertThat(test.told(HERE)).containsExactly(new Wake(origin.state(), null, Problem.flowCleared()));
        assertThat(types()).endsWith(FlowEvent.Type.CLEARED);
        assertThat(store.size()).isZero();
        assertThat(refusal(store.redeem(CODE, presented("client", "verifier")))).isEqualTo(Problem.Kind.INVALID_GRANT);
    }

    private List<FlowEvent.Type> types() {
        return test.events().stream().map(FlowEvent::type).toList();
    }
}

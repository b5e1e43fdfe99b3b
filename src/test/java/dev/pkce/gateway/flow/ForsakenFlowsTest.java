package dev.pkce.gateway.flow;

import static dev.pkce.gateway.flow.TestStore.asked;
import static dev.pkce.gateway.flow.TestStore.presented;
import static dev.pkce.gateway.flow.TestStore.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Flows whose provider is no longer configured, though nobody has come to end them. */
@ExtendWith(VertxExtension.class)
class ForsakenFlowsTest {
    private static final String HERE = "here";
    private static final String PROVIDER = "provider";
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

    /** A flow that {@code step} finds forsaken. */
    private void ends(Origin origin, Future<?> step) {
        assertThat(refusal(step)).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(test.told(HERE)).containsExactly(new Wake(origin.state(), null, Problem.providerGone()));
        assertThat(store.size()).isZero();
    }

    @Test
    void whoever_waits_is_told_once_a_step_meets_the_flow() {
        Origin awaited = test.seeded(HERE, "awaited");
        Origin callback = test.seeded(HERE, "callback");
        Origin refused = test.seeded(HERE, "refused");
        test.told(HERE);
        test.forsake("another");
        assertThat(store.find(awaited.state()).succeeded()).isTrue();

        test.forsake(PROVIDER);

        assertThat(refusal(store.join(awaited.state(), HERE))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(refusal(store.answer(callback.state(), CODE))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(refusal(store.deny(refused.state(), Problem.notConfirmed()))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
        assertThat(test.told(HERE))
                .extracting(Wake::state)
                .containsExactly(awaited.state(), callback.state(), refused.state());
        assertThat(store.size()).isZero();
    }

    @Test
    void no_browser_leaves_for_the_provider() {
        Origin origin = test.seeded(HERE, "verifier");
        test.forsake(PROVIDER);

        ends(origin, store.seeded(origin.state()));
    }

    @Test
    void nothing_is_confirmed_and_the_code_stays_spent() {
        Origin origin = test.seeded(HERE, "verifier");
        Secret ticket = store.hold(origin.state(), CODE).result().orElseThrow().ticket();
        test.forsake(PROVIDER);

        ends(origin, store.confirm(origin.state(), ticket, true));

        assertThat(refusal(store.redeem(CODE, presented("client", "verifier")))).isEqualTo(Problem.Kind.INVALID_GRANT);
    }

    @Test
    void a_code_is_not_redeemed() {
        Origin origin = test.answered(HERE, "verifier", "code");
        test.forsake(PROVIDER);

        assertThat(refusal(store.redeem(CODE, presented("client", "verifier")))).isEqualTo(Problem.Kind.INVALID_GRANT);

        assertThat(store.size()).isZero();
        assertThat(test.rows().get(origin.state())).isInstanceOf(Flow.Spent.class);
    }

    @Test
    void an_exchange_under_way_is_finished_and_its_code_not_given_back_to_anybody() {
        test.answered(HERE, "verifier", "code");
        Redemption redemption =
                store.redeem(CODE, presented("client", "verifier")).result().orElseThrow();
        test.forsake(PROVIDER);

        assertThat(store.cleared(redemption).result()).isFalse();
        assertThat(store.size()).isEqualTo(1);
        store.restore(redemption, Problem.providerTimeout());

        assertThat(refusal(store.redeem(CODE, presented("client", "verifier")))).isEqualTo(Problem.Kind.INVALID_GRANT);
        assertThat(store.size()).isZero();
    }

    @Test
    void a_state_of_the_clients_own_is_free_again() {
        Origin own = new Origin("a-state-that-a-client-made", "nonce", S256.of("verifier"), null, store.deadline());
        store.park(own, asked(own, "client"), HERE);
        test.forsake(PROVIDER);

        assertThat(store.park(own, asked(own, "another client"), HERE).result().first())
                .isTrue();
    }

    @Test
    void all_of_them_end_at_once_and_a_challenge_that_nobody_seeded_stays() throws Exception {
        Origin origin = test.seeded(HERE, "verifier");
        store.issue(test.origin(States.next(), "idle"));
        test.forsake(PROVIDER);

        store.endForsaken().await(10, TimeUnit.SECONDS);

        assertThat(test.told(HERE)).containsExactly(new Wake(origin.state(), null, Problem.providerGone()));
        assertThat(test.rows()).hasSize(1);
    }
}

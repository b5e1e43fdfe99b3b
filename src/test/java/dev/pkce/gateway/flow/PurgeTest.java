package dev.pkce.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.api.Binding;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class PurgeTest {
    private static final int MANY = 100_000;
    private static final Duration TTL = Duration.ofSeconds(6);

    @Test
    @DisplayName("R12: 100,000 challenges are forgotten when their time is over, without traffic and without timers")
    void flows_are_forgotten_without_traffic(Vertx vertx) throws Exception {
        FlowStore store =
                new FlowStore(vertx, Terms.of(() -> new FlowConfig(TTL, TTL, MANY, false, false, Binding.NONE)));
        vertx.deployVerticle(new FlowVerticle(store, false, new SimpleMeterRegistry()))
                .await(10, TimeUnit.SECONDS);
        long timers = nextTimer(vertx);

        for (int i = 0; i < MANY; i++) {
            issue(store, i);
        }
        assertThat(store.size()).isEqualTo(MANY);
        assertThat(Kept.flows(vertx)).hasSize(MANY);
        List<WeakReference<Slice>> slices =
                Kept.slices(vertx).stream().map(WeakReference::new).toList();

        await().atMost(TTL.plusSeconds(15)).until(() -> store.size() == 0);
        assertThat(Kept.flows(vertx).isEmpty()).isTrue();
        assertThat(vertx.sharedData().getLocalMap("pkce.codes").isEmpty()).isTrue();
        // Vert.x numbers its timers: none was made in between.
        assertThat(nextTimer(vertx)).isEqualTo(timers + 1);
        await().atMost(Duration.ofSeconds(20)).until(() -> collected(slices));
    }

    @Test
    void flows_that_end_before_their_time_leave_nothing_to_pile_up(Vertx vertx) throws Exception {
        FlowStore store = new FlowStore(
                vertx, Terms.of(() -> new FlowConfig(Duration.ofHours(1), TTL, 10, false, false, Binding.NONE)));
        for (int i = 0; i < 20_000; i++) {
            issue(store, i);
            store.end(flow -> true, Problem.flowCleared()).await(10, TimeUnit.SECONDS);
        }

        assertThat(TestStore.local(store).cluttered()).isFalse();
        assertThat(Kept.slices(vertx)).hasSize(1);
        assertThat(store.size()).isZero();
    }

    @Test
    void a_code_that_its_person_did_not_want_handed_over_goes_with_its_flow(Vertx vertx) throws Exception {
        try (TestStore tests = new TestStore(vertx, TestStore.config(10, false), List.of("here"))) {
            Origin origin = tests.seeded("here", "verifier");
            Flow.Held held = tests.store()
                    .hold(origin.state(), new Secret("code"))
                    .await(10, TimeUnit.SECONDS)
                    .orElseThrow();
            tests.store().confirm(origin.state(), held.ticket(), false).await(10, TimeUnit.SECONDS);
            assertThat(tests.store().hold(origin.state(), new Secret("code")).failed())
                    .isTrue();
            assertThat(tests.codes()).as("still known as one of ours").hasSize(1);

            tests.pass(TestStore.TTL);
            tests.store().expire();

            assertThat(tests.codes()).isEmpty();
        }
    }

    private static void issue(FlowStore store, int i) throws Exception {
        String state = States.next();
        Origin origin = new Origin(state, state, S256.of("verifier " + i), null, store.deadline());
        store.issue(origin).await(10, TimeUnit.SECONDS);
    }

    private static long nextTimer(Vertx vertx) {
        long timer = vertx.setTimer(1, fired -> {});
        vertx.cancelTimer(timer);
        return timer;
    }

    private static boolean collected(List<WeakReference<Slice>> slices) {
        System.gc();
        return slices.stream().allMatch(slice -> slice.refersTo(null));
    }
}

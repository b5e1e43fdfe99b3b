package dev.pkce.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.Binding;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Flows that live shorter than those before them, as flows.ttl was changed in between. */
@ExtendWith(VertxExtension.class)
class ShorterLifeTest {
    private final AtomicLong now = new AtomicLong(1_000_000);
    private final AtomicInteger minutes = new AtomicInteger(10);

    @Test
    void each_flow_ends_at_the_time_that_it_began_with(Vertx vertx) {
        FlowStore store = new FlowStore(vertx, new Terms(this::config, provider -> false, now::get));
        issue(store, "long");
        minutes.set(1);
        issue(store, "short");

        now.addAndGet(Duration.ofMinutes(1).toMillis());
        store.expire();
        assertThat(store.size()).isEqualTo(1);

        now.addAndGet(Duration.ofMinutes(9).toMillis());
        store.expire();
        assertThat(store.size()).isZero();
    }

    @Test
    void each_flow_is_as_old_as_it_is_whatever_the_next_ones_live(Vertx vertx) {
        FlowStore store = new FlowStore(vertx, new Terms(this::config, provider -> false, now::get));
        Origin early = origin(store, "early");
        pass(Duration.ofMinutes(2));
        minutes.set(1);
        Origin late = origin(store, "late");
        pass(Duration.ofSeconds(30));

        assertThat(store.age(early)).isEqualTo(Duration.ofSeconds(150).toMillis());
        assertThat(store.age(late)).isEqualTo(Duration.ofSeconds(30).toMillis());

        minutes.set(10);
        Origin last = origin(store, "last");
        pass(Duration.ofSeconds(20));
        assertThat(store.age(early)).isEqualTo(Duration.ofSeconds(170).toMillis());
        assertThat(store.age(late)).isEqualTo(Duration.ofSeconds(50).toMillis());
        assertThat(store.age(last)).isEqualTo(Duration.ofSeconds(20).toMillis());
    }

    @Test
    void a_flow_that_was_told_of_keeps_its_age_to_its_end(Vertx vertx) {
        FlowStore store = new FlowStore(vertx, new Terms(this::config, provider -> false, now::get));
        Origin early = origin(store, States.next());
        store.issue(early);
        store.park(early, TestStore.asked(early, "client"), "here");
        minutes.set(1);

        // By its end alone it could just as well have begun half a minute ago.
        pass(Duration.ofSeconds(570));

        assertThat(store.age(early)).isEqualTo(Duration.ofSeconds(570).toMillis());
        store.close();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toMillis());
    }

    private FlowConfig config() {
        Duration ttl = Duration.ofMinutes(minutes.get());
        return new FlowConfig(ttl, ttl, 10, false, false, Binding.NONE);
    }

    private static void issue(FlowStore store, String state) {
        store.issue(origin(store, state));
    }

    private static Origin origin(FlowStore store, String state) {
        return new Origin(state, "nonce", "challenge", null, store.deadline());
    }
}

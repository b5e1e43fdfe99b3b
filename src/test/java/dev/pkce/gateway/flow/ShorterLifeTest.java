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

    private FlowConfig config() {
        Duration ttl = Duration.ofMinutes(minutes.get());
        return new FlowConfig(ttl, ttl, 10, false, false, Binding.NONE);
    }

    private static void issue(FlowStore store, String state) {
        store.issue(new Origin(state, state, "challenge", null, store.deadline()));
    }
}

package dev.pkce.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class EventDeliveryTest {
    private static final int MOST = 10_000;

    private final Vertx vertx;
    private final LinkedBlockingQueue<FlowEvent> heard = new LinkedBlockingQueue<>();

    EventDeliveryTest(Vertx vertx) {
        this.vertx = vertx;
    }

    private static FlowEvent event(long number) {
        return new FlowEvent(FlowEvent.Type.SEEDED, "flow", new FlowEvent.Timing(number, 0, 0), null, null, null);
    }

    private void publish(int number) {
        vertx.eventBus().publish(Addresses.EVENTS, event(number));
    }

    private List<Long> heard(int count) throws Exception {
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            FlowEvent event = Objects.requireNonNull(heard.poll(20, TimeUnit.SECONDS));
            numbers.add(event.timing().at());
        }
        assertThat(heard).isEmpty();
        return numbers;
    }

    @Test
    void a_listener_that_throws_hears_the_next_event_too() throws Exception {
        PkceGateway.on(vertx)
                .events(event -> {
                    heard.add(event);
                    throw new IllegalStateException("as a listener may");
                })
                .await(10, TimeUnit.SECONDS);

        publish(1);
        publish(2);

        assertThat(heard(2)).containsExactly(1L, 2L);
    }

    @Test
    void a_listener_that_is_slow_holds_up_no_event_loop_and_no_other_listener() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        PkceGateway gateway = PkceGateway.on(vertx);
        gateway.events(event -> awaits(stuck)).await(10, TimeUnit.SECONDS);
        gateway.events(heard::add).await(10, TimeUnit.SECONDS);

        IntStream.range(0, 100).forEach(this::publish);

        assertThat(heard(100)).hasSize(100).isSorted();
        stuck.countDown();
    }

    @Test
    void a_listener_that_is_too_far_behind_misses_events_until_it_has_caught_up() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        LongAdder missed = new LongAdder();
        EventDelivery delivery = new EventDelivery(
                vertx,
                event -> {
                    awaits(stuck);
                    heard.add(event);
                },
                missed::increment);
        Context context = vertx.getOrCreateContext();

        context.runOnContext(turn ->
                LongStream.range(0, MOST + 5).mapToObj(EventDeliveryTest::event).forEach(delivery::onEvent));
        context.runOnContext(turn -> stuck.countDown());

        assertThat(heard(MOST)).hasSize(MOST).endsWith(MOST - 1L);
        assertThat(missed.sum()).isEqualTo(5);
        await().until(() -> {
            context.runOnContext(turn -> delivery.onEvent(event(-1)));
            return heard.poll(1, TimeUnit.SECONDS) != null;
        });
    }

    private static void awaits(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}

package dev.pkce.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PortionsTest {
    private static final int MANY = 5 * Portions.SIZE + 1;

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final Portions portions = new Portions();
    // Only touched on the event loop.
    private final List<Integer> done = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("of many things that come in one turn of the event loop a portion is done in it, and all in order")
    void many_are_done_in_order_and_not_in_one_turn() throws Exception {
        assertThat(onLoop(() -> Future.succeededFuture(addAll()))).isBetween(1, Portions.SIZE);

        onLoop(portions::done);
        assertThat(onLoop(() -> Future.succeededFuture(List.copyOf(done))))
                .isEqualTo(IntStream.range(0, MANY).boxed().toList());
    }

    @Test
    @DisplayName("what else is due on the event loop comes between two portions")
    void others_have_their_turn_in_between() throws Exception {
        assertThat(onLoop(() -> {
                    Future<Integer> due = vertx.timer(1, TimeUnit.MILLISECONDS).map(over -> done.size());
                    addAll();
                    return due;
                }))
                .isBetween(1, 2 * Portions.SIZE);
    }

    @Test
    @DisplayName("what takes long is left to later turns however few there are")
    void few_that_take_long_are_not_done_in_one_turn() throws Exception {
        assertThat(onLoop(() -> {
                    IntStream.range(0, 5).forEach(i -> portions.add(() -> slow(i)));
                    return Future.succeededFuture(done.size());
                }))
                .isEqualTo(1);

        onLoop(portions::done);
        assertThat(onLoop(() -> Future.succeededFuture(List.copyOf(done)))).containsExactly(0, 1, 2, 3, 4);
    }

    private void slow(int number) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(3);
        while (System.nanoTime() - until < 0) {
            Thread.onSpinWait();
        }
        done.add(number);
    }

    @Test
    @DisplayName("one that comes alone is done at once, also after many")
    void one_alone_is_done_at_once() throws Exception {
        onLoop(() -> {
            addAll();
            return portions.done();
        });

        // Soon, that is: once the pause after the last of the many is over.
        await().atMost(Duration.ofSeconds(20)).until(() -> onLoop(() -> Future.succeededFuture(atOnce())));
    }

    private int addAll() {
        IntStream.range(0, MANY).forEach(i -> portions.add(() -> done.add(i)));
        return done.size();
    }

    private boolean atOnce() {
        int before = done.size();
        portions.add(() -> done.add(before));
        return done.size() == before + 1;
    }

    private <T> T onLoop(Supplier<Future<T>> call) throws Exception {
        Promise<T> told = Promise.promise();
        loop.runOnContext(turn -> call.get().onComplete(told));
        return told.future().await(20, TimeUnit.SECONDS);
    }
}

package dev.pkce.gateway.flow;

import static dev.pkce.gateway.flow.TestStore.TTL;
import static dev.pkce.gateway.flow.TestStore.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How full the maps may be, and what makes room in them. */
@ExtendWith(VertxExtension.class)
class RowsTest {
    private static final String HERE = "here";
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final Vertx vertx;
    private TestStore test;
    private FlowStore store;

    RowsTest(Vertx vertx) {
        this.vertx = vertx;
        open(100);
    }

    private void open(int max) {
        test = new TestStore(vertx, TestStore.config(max, false), List.of(HERE));
        store = test.store();
    }

    private void reopen(int max) {
        test.close();
        open(max);
    }

    @AfterEach
    void close() {
        test.close();
    }

    private Origin issued() {
        Origin origin = test.origin(States.next(), "verifier");
        assertThat(store.issue(origin).succeeded()).isTrue();
        return origin;
    }

    private void seededAndCleared(int count) {
        for (int i = 0; i < count; i++) {
            store.end(test.seeded(HERE, "verifier").state(), row -> true, Problem.flowCleared());
        }
    }

    @Test
    void there_may_be_twice_as_many_ages_as_flows_and_ten_thousand_more() {
        for (int i = 0; i < 10; i++) {
            store.end(test.answered(HERE, "verifier", "code-" + i).state(), row -> true, Problem.flowCleared());
        }

        seededAndCleared(10_010);
        assertThat(TestStore.local(store).cluttered()).isFalse();
        seededAndCleared(1);
        assertThat(TestStore.local(store).cluttered()).isTrue();

        TestStore.local(store).forgetAges();
        assertThat(TestStore.local(store).cluttered()).isFalse();
        seededAndCleared(10_010);
        assertThat(TestStore.local(store).cluttered()).isFalse();
    }

    @Test
    void a_challenge_that_was_seeded_makes_no_room() {
        reopen(2);
        Origin seeded = test.seeded(HERE, "seeded");
        Origin idle = issued();
        test.pass(IDLE);

        Origin next = issued();

        assertThat(test.rows()).containsOnlyKeys(seeded.state(), next.state());
        assertThat(test.rows()).doesNotContainKey(idle.state());
        assertThat(refusal(store.issue(test.origin(States.next(), "one more")))).isEqualTo(Problem.Kind.UNAVAILABLE);
    }

    @Test
    void a_state_that_is_taken_is_not_issued_again() {
        Origin origin = issued();

        assertThat(refusal(store.issue(origin))).isEqualTo(Problem.Kind.FLOW_IN_PROGRESS);
        assertThat(store.size()).isEqualTo(1);
    }

    @Test
    void flows_that_are_over_keep_no_new_one_out() {
        reopen(2);
        for (int i = 0; i < 2; i++) {
            store.end(test.answered(HERE, "verifier", "code-" + i).state(), row -> true, Problem.flowCleared());
        }

        issued();
        issued();

        assertThat(store.size()).isEqualTo(2);
        assertThat(test.rows()).hasSize(4);
    }

    @Test
    void what_is_over_goes_in_its_time_and_counts_for_nothing_then() {
        reopen(2);
        store.end(test.answered(HERE, "verifier", "old").state(), row -> true, Problem.flowCleared());
        test.pass(TTL);
        assertThat(store.expire()).isFalse();
        assertThat(test.rows()).isEmpty();

        for (String code : List.of("one", "two")) {
            store.end(test.answered(HERE, "verifier", code).state(), row -> true, Problem.flowCleared());
        }

        assertThat(test.codes()).containsOnlyKeys(S256.of("one"), S256.of("two"));
    }

    @Test
    void of_many_that_callers_wait_for_some_are_read_at_a_time() throws Exception {
        int many = 3 * Portions.SIZE;
        reopen(many);
        IntStream.range(0, many).forEach(i -> test.seeded(HERE, "verifier-" + i));
        AtomicInteger read = new AtomicInteger();
        Promise<Integer> meanwhile = Promise.promise();

        TestStore.local(store)
                .forEach(flow -> true, row -> {
                    if (read.getAndIncrement() == 0) {
                        vertx.timer(1, TimeUnit.MILLISECONDS)
                                .map(due -> read.get())
                                .onComplete(meanwhile);
                    }
                    return Future.succeededFuture();
                })
                .await(20, TimeUnit.SECONDS);

        assertThat(meanwhile.future().await(20, TimeUnit.SECONDS)).isLessThan(many);
        assertThat(read).hasValue(many);
    }

    @Test
    void of_many_who_clear_at_once_one_at_a_time_has_all_rows_read() throws Exception {
        issued();
        LocalRows rows = TestStore.local(store);
        Semaphore reading = new Semaphore(1);
        Promise<Void> read = Promise.promise();

        Stream<Future<?>> scans = Stream.generate(() -> rows.forEach(flow -> true, row -> alone(reading)));
        vertx.runOnContext(
                go -> Future.all(scans.limit(20).toList()).<Void>mapEmpty().onComplete(read));

        read.future().await(20, TimeUnit.SECONDS);
    }

    private static Future<?> alone(Semaphore reading) {
        assertThat(reading.tryAcquire()).isTrue();
        LockSupport.parkNanos(10_000_000);
        reading.release();
        return Future.succeededFuture();
    }
}

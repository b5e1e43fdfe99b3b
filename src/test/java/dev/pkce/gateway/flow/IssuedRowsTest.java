package dev.pkce.gateway.flow;

import static dev.pkce.gateway.flow.TestStore.TTL;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class IssuedRowsTest {
    private static final int MAX = 320;

    private final Vertx vertx;
    private final IssuedRows rows;

    IssuedRowsTest(Vertx vertx) {
        this.vertx = vertx;
        this.rows = new IssuedRows(vertx, () -> TestStore.config(MAX, false));
    }

    @AfterEach
    void close() {
        rows.close();
        assertThat(Kept.flows(vertx)).isEmpty();
    }

    private static Flow.Issued ending(long deadline) {
        return new Flow.Issued(new Origin(States.next(), "nonce", S256.of("verifier"), null, deadline));
    }

    private static IssuedRow row(Flow.Issued flow) {
        return requireNonNull(IssuedRow.of(flow.origin()));
    }

    private Flow.Issued added(long deadline) {
        Flow.Issued flow = ending(deadline);
        assertThat(rows.add(row(flow))).isTrue();
        return flow;
    }

    private int slices() {
        return Kept.slices(vertx).size();
    }

    @Test
    void a_slice_holds_a_part_of_what_may_be_there_and_of_the_time_it_lives() {
        for (int i = 0; i < MAX; i++) {
            added(1_000);
        }
        assertThat(slices()).isBetween(29, 33);

        Flow.Issued later = added(1_000 + Duration.ofMinutes(1).toMillis());

        assertThat(rows.get(later.origin().state())).isEqualTo(later);
        assertThat(Kept.flows(vertx)).hasSize(MAX + 1);
    }

    @Test
    void slices_go_when_the_last_that_is_in_them_has_ended_and_not_before() {
        Flow.Issued first = added(1_000);
        added(1_001);
        Flow.Issued living = added(1_000 + TTL.toMillis());

        assertThat(rows.drop(1_000)).isEqualTo(-1);
        assertThat(rows.get(first.origin().state())).isEqualTo(first);
        assertThat(rows.drop(1_001)).isEqualTo(2);
        assertThat(rows.get(first.origin().state())).isNull();
        assertThat(rows.drop(1_001)).isEqualTo(-1);
        assertThat(rows.get(living.origin().state())).isEqualTo(living);
    }

    @Test
    void a_state_is_taken_once_and_what_takes_its_place_is_there_first() {
        Flow.Issued flow = added(1_000);
        AtomicInteger seen = new AtomicInteger();

        assertThat(rows.add(row(flow))).isFalse();
        assertThat(rows.take(flow, seen::incrementAndGet)).isTrue();
        assertThat(rows.take(flow, seen::incrementAndGet)).isFalse();

        assertThat(seen).hasValue(1);
        assertThat(rows.get(flow.origin().state())).isNull();
    }

    @Test
    void a_slice_that_is_alone_and_not_empty_takes_no_more_once_it_is_sealed() {
        rows.seal();
        assertThat(slices()).isZero();
        Flow.Issued first = added(1_000);
        rows.seal();
        rows.seal();
        assertThat(slices()).isEqualTo(2);

        Flow.Issued second = added(1_000);

        assertThat(rows.drop(1_000)).isOne();
        assertThat(rows.get(first.origin().state())).isNull();
        assertThat(rows.get(second.origin().state())).isEqualTo(second);
    }

    @Test
    void slices_that_were_emptied_do_not_pile_up() {
        for (int i = 0; i < 100 * MAX; i += 20) {
            List<Flow.Issued> some = new ArrayList<>();
            for (int j = 0; j < 20; j++) {
                some.add(added(i));
            }
            some.forEach(flow -> assertThat(rows.take(flow, () -> {})).isTrue());
        }

        assertThat(slices()).isLessThanOrEqualTo(3);
    }

    @Test
    void of_a_slice_that_ends_while_rows_come_and_go_each_is_counted_once() throws Exception {
        AtomicInteger dropped = new AtomicInteger();
        AtomicInteger taken = new AtomicInteger();
        int each = 20_000;
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Object>> work = new ArrayList<>();
            for (int thread = 0; thread < 3; thread++) {
                work.add(Executors.callable(() -> comeAndGo(each, taken)));
            }
            work.add(Executors.callable(() -> drop(dropped, taken, 3 * each)));
            for (Future<Object> over : threads.invokeAll(work)) {
                over.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(dropped.get() + taken.get()).isEqualTo(3 * each);
        assertThat(Kept.flows(vertx)).isEmpty();
    }

    private void comeAndGo(int times, AtomicInteger taken) {
        for (int i = 0; i < times; i++) {
            Flow.Issued flow = ending(1);
            assertThat(rows.add(row(flow))).isTrue();
            if (i % 2 == 0 && rows.take(flow, () -> {})) {
                taken.incrementAndGet();
            }
        }
    }

    private void drop(AtomicInteger dropped, AtomicInteger taken, int all) {
        while (dropped.get() + taken.get() < all) {
            dropped.addAndGet(Math.max(0, rows.drop(1)));
        }
    }
}

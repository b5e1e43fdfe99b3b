package dev.pkce.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.Cause;
import dev.pkce.gateway.api.FlowEvent;
import dev.pkce.gateway.api.Problem;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JournalTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private final AtomicLong now = new AtomicLong();
    private final Journal journal = new Journal(3, now::get);

    private void add(FlowEvent.Type type, String flow, @Nullable String trace) {
        Cause cause =
                type == FlowEvent.Type.REFUSED ? Cause.of(Cause.Reason.WRONG_VERIFIER, Problem.invalidGrant()) : null;
        journal.add(new FlowEvent(type, flow, new FlowEvent.Timing(now.get(), 0, 0), "provider", cause, trace));
    }

    @Test
    void the_flows_with_the_latest_news_are_kept() {
        add(FlowEvent.Type.FAILED, "first", null);
        add(FlowEvent.Type.FAILED, "second", null);
        add(FlowEvent.Type.FAILED, "third", null);
        add(FlowEvent.Type.REFUSED, "first", null);
        add(FlowEvent.Type.FAILED, "fourth", null);

        assertThat(journal.failed(9)).extracting(Timeline::flow).containsExactly("fourth", "first", "third");
        assertThat(journal.failed(1)).extracting(Timeline::flow).containsExactly("fourth");
        assertThat(journal.flow("second")).isEmpty();
        assertThat(journal.flow("first").orElseThrow().steps()).hasSize(2);
    }

    @Test
    void after_a_day_without_news_a_flow_is_forgotten() {
        add(FlowEvent.Type.FAILED, "flow", TRACE);
        now.addAndGet(Duration.ofHours(24).toMillis());
        assertThat(journal.flow("flow")).isPresent();

        now.incrementAndGet();

        assertThat(journal.flow("flow")).isEmpty();
        assertThat(journal.trace(TRACE)).isEmpty();
        assertThat(journal.failed(9)).isEmpty();
    }

    @Test
    void nobody_makes_the_timeline_of_a_flow_endless() {
        add(FlowEvent.Type.SEEDED, "flow", TRACE);
        for (int i = 0; i < 1_000; i++) {
            add(FlowEvent.Type.REFUSED, "flow", "%032x".formatted(i));
        }
        add(FlowEvent.Type.REDEEMED, "flow", TRACE);

        Timeline timeline = journal.flow("flow").orElseThrow();
        assertThat(timeline.steps()).hasSize(2 * Timeline.HALF);
        assertThat(timeline.steps().get(0).type()).isEqualTo(FlowEvent.Type.SEEDED);
        assertThat(timeline.outcome()).isEqualTo(Timeline.Outcome.SIGNED_IN);
        assertThat(timeline.leftOut()).isEqualTo(1_002 - 2 * Timeline.HALF);
        assertThat(journal.trace("%032x".formatted(500))).isEmpty();
        assertThat(journal.trace("%032x".formatted(999))).containsExactly(timeline);
    }

    @Test
    void a_trace_finds_the_flows_it_was_part_of() {
        add(FlowEvent.Type.SEEDED, "one", TRACE);
        add(FlowEvent.Type.SEEDED, "other", "another");
        add(FlowEvent.Type.SEEDED, "two", TRACE);
        add(FlowEvent.Type.ANSWERED, "two", "another");

        assertThat(journal.trace(TRACE)).extracting(Timeline::flow).containsExactly("two", "one");
        assertThat(journal.trace("another")).extracting(Timeline::flow).containsExactly("two", "other");
        assertThat(journal.trace("unknown")).isEmpty();
    }

    @Test
    void a_refusal_decides_nothing_unless_it_is_all_there_is() {
        add(FlowEvent.Type.REFUSED, "alone", null);
        add(FlowEvent.Type.SEEDED, "done", null);
        add(FlowEvent.Type.REDEEMED, "done", null);
        add(FlowEvent.Type.REFUSED, "done", null);

        assertThat(journal.flow("alone").orElseThrow().outcome()).isEqualTo(Timeline.Outcome.REFUSED);
        assertThat(journal.flow("done").orElseThrow().outcome()).isEqualTo(Timeline.Outcome.SIGNED_IN);
        assertThat(journal.flow("done").orElseThrow().cause()).isNull();
    }

    @Test
    void a_flow_is_among_the_failed_only_while_its_end_is_a_bad_one() {
        add(FlowEvent.Type.REFUSED, "late", null);
        add(FlowEvent.Type.SEEDED, "failing", null);
        assertThat(journal.failed(9)).extracting(Timeline::flow).containsExactly("late");

        add(FlowEvent.Type.REDEEMED, "late", null);
        add(FlowEvent.Type.FAILED, "failing", null);

        assertThat(journal.failed(9)).extracting(Timeline::flow).containsExactly("failing");
    }

    @Test
    void a_trace_finds_so_many_flows_and_no_more() {
        Journal large = new Journal(1_000, now::get);
        for (int i = 0; i < 300; i++) {
            large.add(
                    new FlowEvent(FlowEvent.Type.SEEDED, "flow" + i, new FlowEvent.Timing(0, 0, 0), null, null, TRACE));
        }

        assertThat(large.trace(TRACE))
                .extracting(Timeline::flow)
                .hasSize(Journal.OF_A_TRACE)
                .startsWith("flow299", "flow298")
                .endsWith("flow200");
    }

    @Test
    void a_journal_of_no_size_keeps_nothing() {
        Journal none = new Journal(0);

        none.add(new FlowEvent(FlowEvent.Type.SEEDED, "flow", new FlowEvent.Timing(0, 0, 0), null, null, TRACE));

        assertThat(none.flow("flow")).isEmpty();
        assertThat(none.trace(TRACE)).isEmpty();
    }
}

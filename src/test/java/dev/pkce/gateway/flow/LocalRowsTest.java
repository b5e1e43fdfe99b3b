package dev.pkce.gateway.flow;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.Cause;
import dev.pkce.gateway.api.FlowEvent;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the maps hold, tell and forget. */
@ExtendWith(VertxExtension.class)
class LocalRowsTest {
    private static final String HERE = "here";

    private final Vertx vertx;
    private final TestStore test;
    private final FlowStore store;
    private final LocalRows rows;

    LocalRowsTest(Vertx vertx) {
        this.vertx = vertx;
        test = new TestStore(vertx, TestStore.config(3, false), List.of(HERE));
        store = test.store();
        rows = TestStore.local(store);
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

    @Test
    void flows_are_read_whether_they_are_seeded_or_not() throws Exception {
        Origin issued = issued();
        Origin seeded = test.seeded(HERE, "verifier");
        Set<String> read = ConcurrentHashMap.newKeySet();

        rows.forEach(flow -> true, row -> {
                    read.add(row.flow().origin().state());
                    return Future.succeededFuture();
                })
                .await(20, TimeUnit.SECONDS);

        assertThat(read).containsExactlyInAnyOrder(issued.state(), seeded.state());
    }

    @Test
    void nothing_is_left_of_what_was_closed() {
        issued();
        test.answered(HERE, "verifier", "code");
        List<String> names = List.of("pkce.flows", "pkce.codes", IssuedRows.MAP);
        assertThat(names).noneMatch(name -> map(name).isEmpty());

        store.close();

        assertThat(names).allSatisfy(name -> assertThat(map(name).isEmpty()).isTrue());
    }

    private LocalMap<Object, Object> map(String name) {
        return vertx.sharedData().getLocalMap(name);
    }

    @Test
    void the_meters_tell_how_many_flows_there_are_and_how_many_made_room() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        rows.bindTo(meters);
        test.answered(HERE, "verifier", "code");
        issued();
        issued();
        test.pass(Duration.ofSeconds(10));

        issued();

        assertThat(stage(meters, "answered")).isEqualTo(1);
        assertThat(stage(meters, "issued")).isEqualTo(2);
        assertThat(meters.get("pkce.flows.evicted").functionCounter().count()).isEqualTo(1);
        assertThat(meters.get("pkce.flows.limit").gauge().value()).isEqualTo(3);
        test.requireCounted();
    }

    private static double stage(SimpleMeterRegistry meters, String stage) {
        return meters.get("pkce.flows").tag("stage", stage).gauge().value();
    }

    @Test
    void a_full_store_takes_the_next_one_in_the_place_of_the_oldest_that_lies_idle() {
        Origin first = issued();
        test.pass(Duration.ofSeconds(5));
        Origin second = issued();
        Origin third = issued();
        assertThat(store.issue(test.origin(States.next(), "refused")).failed()).isTrue();

        test.pass(Duration.ofSeconds(5));
        Origin next = issued();

        assertThat(test.rows()).containsOnlyKeys(second.state(), third.state(), next.state());
        assertThat(test.rows()).doesNotContainKey(first.state());
        assertThat(store.size()).isEqualTo(3);
    }

    @Test
    void the_oldest_of_those_that_are_over_goes_with_its_code_once_there_are_more_than_may_be_under_way() {
        for (String code : List.of("one", "two", "three", "four")) {
            store.end(test.answered(HERE, "verifier", code).state(), row -> true, Problem.flowCleared());
        }

        assertThat(test.codes()).containsOnlyKeys(S256.of("two"), S256.of("three"), S256.of("four"));
        assertThat(test.rows()).hasSize(3);
        assertThat(store.size()).isZero();
        test.requireCounted();
    }

    @Test
    void a_code_is_taken_from_a_flow_that_does_not_have_it_and_from_no_other() {
        Origin origin = test.answered(HERE, "verifier", "code");
        rows.claim(S256.of("not kept"), origin.state());

        assertThat(rows.disclaim(S256.of("code"), origin.state()).succeeded()).isTrue();
        assertThat(rows.disclaim(S256.of("not kept"), origin.state()).succeeded())
                .isTrue();

        assertThat(test.codes()).containsOnlyKeys(S256.of("code"));
    }

    @Test
    void no_other_process_has_a_part_in_them_so_nobody_is_told_twice() {
        Origin origin = test.answered(HERE, "verifier", "code");
        assertThat(test.told(HERE, origin.state())).hasSize(1);
        Flow.Asked flow = (Flow.Asked) store.find(origin.state()).result();

        store.revisit(flow, HERE);

        assertThat(store.shared()).isFalse();
        assertThat(test.told(HERE, origin.state())).isEmpty();
    }

    @Test
    void a_provider_that_is_gone_ends_its_flows_and_tells_whoever_waits() throws Exception {
        Origin origin = test.seeded(HERE, "verifier");
        test.forsake("provider");

        store.endForsaken().await(20, TimeUnit.SECONDS);

        assertThat(test.told(HERE, origin.state()))
                .containsExactly(new Wake(origin.state(), null, Problem.providerGone()));
        assertThat(store.size()).isZero();
    }

    @Test
    void a_refusal_for_a_flow_that_is_over_is_told_as_one() {
        Origin origin = test.answered(HERE, "verifier", "code");
        Cause cause = Cause.of(Cause.Reason.REFRESH_REFUSED, Problem.invalidGrant());

        store.refused(Past.of(requireNonNull(test.rows().get(origin.state()))), cause);

        assertThat(test.events())
                .last()
                .extracting(FlowEvent::type, FlowEvent::cause)
                .containsExactly(FlowEvent.Type.REFUSED, cause);
    }

    @Test
    void a_code_that_is_claimed_twice_stays_with_the_first() {
        Secret code = new Secret("code");
        assertThat(rows.claim(S256.of(code.reveal()), "first").result()).isEqualTo("first");

        assertThat(rows.claim(S256.of(code.reveal()), "second").result()).isEqualTo("first");
    }
}

package dev.pkce.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.api.Addresses;
import dev.pkce.gateway.api.ClearRequest;
import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.api.Problem;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class FlowVerticleTest {
    private final Queue<ClearRequest> cleared = new ConcurrentLinkedQueue<>();
    private TestStore test;
    private PkceGateway gateway;

    @BeforeEach
    void open(Vertx vertx) {
        test = new TestStore(vertx, TestStore.config(100, false), List.of("here"));
        gateway = PkceGateway.on(vertx);
        vertx.eventBus().<ClearRequest>localConsumer(Addresses.CLEARED, message -> cleared.add(message.body()));
    }

    @AfterEach
    void close() {
        test.close();
    }

    private String deploy(Vertx vertx, boolean revokeOnClear) throws Exception {
        return vertx.deployVerticle(new FlowVerticle(test.store(), revokeOnClear, new SimpleMeterRegistry()))
                .await(10, TimeUnit.SECONDS);
    }

    @Test
    void a_clear_ends_the_flows_of_its_application(Vertx vertx) throws Exception {
        deploy(vertx, false);
        Origin mine = seeded("mine");
        Origin mineToo = seeded("mine");
        Origin other = seeded("other");
        Origin nobodys = seeded(null);

        clear(new ClearRequest("mine", mine.state()));
        assertThat(test.rows()).containsOnlyKeys(mineToo.state(), other.state(), nobodys.state());
        clear(new ClearRequest("mine", other.state()));
        clear(new ClearRequest(null, null));
        assertThat(test.rows()).containsOnlyKeys(mineToo.state(), other.state());
        clear(new ClearRequest("mine", null));
        assertThat(test.rows()).containsOnlyKeys(other.state());

        assertThat(test.told("here")).extracting(Wake::problem).containsOnly(Problem.flowCleared());
    }

    @Test
    void a_clear_leaves_what_is_over(Vertx vertx) throws Exception {
        deploy(vertx, false);
        Origin denied = seeded(null);
        test.store().deny(denied.state(), Problem.refused("access_denied", "No."));

        clear(new ClearRequest(null, denied.state()));
        clear(new ClearRequest(null, null));

        assertThat(test.rows()).containsOnlyKeys(denied.state());
    }

    @Test
    void a_clear_is_told_on_where_tokens_are_to_be_revoked(Vertx vertx) throws Exception {
        String first = deploy(vertx, false);
        clear(new ClearRequest("before", null));
        vertx.undeploy(first).await(10, TimeUnit.SECONDS);
        deploy(vertx, true);

        clear(new ClearRequest("mine", null));

        await().until(() -> !cleared.isEmpty());
        assertThat(cleared).containsExactly(new ClearRequest("mine", null));
    }

    @Test
    void flows_end_in_time_without_traffic(Vertx vertx) throws Exception {
        deploy(vertx, false);
        Origin origin = seeded(null);

        test.pass(TestStore.TTL);

        await().until(() -> test.store().size() == 0);
        // Whoever waits is told once the row is gone.
        await().untilAsserted(() ->
                assertThat(test.told("here")).containsExactly(new Wake(origin.state(), null, Problem.flowExpired())));
    }

    @Test
    void what_ended_before_its_time_is_tidied_away_without_traffic(Vertx vertx) throws Exception {
        deploy(vertx, false);
        for (int i = 0; i < 10_001; i++) {
            Origin origin = test.seeded("here", "verifier");
            test.store().end(origin.state(), row -> true, Problem.flowCleared());
        }
        assertThat(TestStore.local(test.store()).cluttered()).isTrue();

        await().until(() -> !TestStore.local(test.store()).cluttered());
    }

    @Test
    void an_end_of_the_verticle_leaves_nothing_in_memory(Vertx vertx) throws Exception {
        String id = deploy(vertx, false);
        seeded(null);

        vertx.undeploy(id).await(10, TimeUnit.SECONDS);

        assertThat(test.rows()).isEmpty();
    }

    private Origin seeded(@Nullable String application) {
        FlowStore store = test.store();
        Origin origin = new Origin(States.next(), "nonce", S256.of("verifier"), application, store.deadline());
        store.issue(origin);
        store.park(origin, TestStore.asked(origin, "client"), "here");
        return origin;
    }

    private void clear(ClearRequest request) throws Exception {
        gateway.clear(request).await(10, TimeUnit.SECONDS);
    }
}

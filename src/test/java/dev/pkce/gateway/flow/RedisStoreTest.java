package dev.pkce.gateway.flow;

import static dev.pkce.gateway.flow.StoreNode.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.api.FlowEvent;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.redis.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Flows in a Redis that two nodes share. */
class RedisStoreTest extends StoreContract {
    private static volatile FlowConfig config = config(TTL, 1_000);
    private static RedisServer server;
    private static RedisNodes nodes;
    private static List<StoreNode> both;

    @BeforeAll
    static void start() throws Exception {
        server = RedisServer.start();
        nodes = new RedisNodes(server, Duration.ofSeconds(10), () -> config);
        both = List.of(nodes.start(), nodes.start());
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            nodes.close();
            server.close();
        }
    }

    @Override
    void limit(FlowConfig limits) {
        config = limits;
    }

    @Override
    List<StoreNode> nodes() {
        try {
            server.command("FLUSHALL");
        } catch (IOException down) {
            throw new UncheckedIOException(down);
        }
        return both;
    }

    @Test
    void whoever_missed_the_code_is_told_at_the_next_look() {
        StoreNode one = both.get(0);
        Origin origin = one.seeded();
        Flow.Asked asked = asked(one, origin);
        done(one.store.revisit(asked, StoreNode.HERE));
        done(both.get(1).store.answer(origin.state(), new Secret("code")));
        await().until(() -> one.told(origin).size() == 1);

        done(one.store.revisit(asked, StoreNode.HERE));

        await().until(() -> one.told(origin).size() == 2);
        assertThat(one.told(origin)).containsOnly(new Wake(origin.state(), new Secret("code"), null));
        assertThat(one.store.shared()).isTrue();
    }

    @Test
    void whoever_missed_the_end_is_told_at_the_next_look() {
        StoreNode one = both.get(0);
        Origin cleared = one.seeded();
        Flow.Asked asked = asked(one, cleared);
        done(both.get(1).store.end(cleared.state(), flow -> true, Problem.flowCleared()));
        await().until(() -> one.told(cleared).size() == 1);

        done(one.store.revisit(asked, StoreNode.HERE));

        await().until(() -> one.told(cleared).size() == 2);
        assertThat(one.told(cleared)).containsOnly(new Wake(cleared.state(), null, Problem.flowCleared()));
    }

    @Test
    void whoever_missed_that_the_provider_could_not_be_asked_is_told_to_ask_again() {
        StoreNode one = both.get(0);
        Origin released = one.seeded();
        Flow.Asked asked = asked(one, released);
        done(both.get(1).store.release(released.state(), Problem.providerTimeout()));
        await().until(() -> one.told(released).size() == 1);

        done(one.store.revisit(asked, StoreNode.HERE));

        await().until(() -> one.told(released).size() == 2);
        assertThat(one.told(released).get(1)).isEqualTo(new Wake(released.state(), null, Steps.RELEASED));
    }

    @Test
    void whoever_missed_that_another_began_anew_with_the_same_state_is_told_to_ask_again() {
        StoreNode one = both.get(0);
        StoreNode other = both.get(1);
        Origin origin = one.seeded();
        Flow.Asked before = asked(one, origin);
        done(other.store.release(origin.state(), Problem.providerTimeout()));
        // First, as one that looks for what happened finds nothing to tell once the flow has begun anew.
        await().until(() -> one.told(origin).size() == 1);
        done(other.store.park(origin, TestStore.asked(origin, "another client"), StoreNode.HERE));

        done(one.store.revisit(before, StoreNode.HERE));
        done(other.store.answer(origin.state(), new Secret("code")));

        await().until(() -> other.told(origin).size() == 1);
        await().until(() -> one.told(origin).size() == 2);
        assertThat(one.told(origin).get(1)).isEqualTo(new Wake(origin.state(), null, Steps.RELEASED));
    }

    @Test
    void whoever_waits_for_a_flow_that_went_by_itself_is_told_that_its_time_is_over() {
        limit(config(Duration.ofSeconds(1), 1_000));
        StoreNode one = both.get(0);
        Origin origin = one.seeded();
        Flow.Asked asked = asked(one, origin);

        await().until(() -> {
            done(one.store.revisit(asked, StoreNode.HERE));
            return !one.told(origin).isEmpty();
        });

        assertThat(one.told(origin)).containsOnly(new Wake(origin.state(), null, Problem.flowExpired()));
        await().until(() -> one.events(origin).contains(FlowEvent.Type.EXPIRED));
    }

    private static Flow.Asked asked(StoreNode node, Origin origin) {
        return (Flow.Asked) done(node.store.find(origin.state()));
    }
}

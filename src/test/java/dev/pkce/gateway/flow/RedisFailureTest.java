package dev.pkce.gateway.flow;

import static dev.pkce.gateway.flow.StoreNode.HERE;
import static dev.pkce.gateway.flow.StoreNode.done;
import static dev.pkce.gateway.flow.StoreNode.refusal;
import static dev.pkce.gateway.flow.TestStore.asked;
import static dev.pkce.gateway.flow.TestStore.presented;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.redis.RedisServer;
import dev.pkce.gateway.seal.KeyRing;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Redis that is gone, stands still, or holds what others have put there. */
class RedisFailureTest {
    private static final Secret CODE = new Secret("code");
    private static final Presented RIGHT = presented("client", "verifier");

    private RedisServer server;
    private RedisNodes nodes;
    private StoreNode one;
    private StoreNode other;

    @BeforeEach
    void start() throws Exception {
        server = RedisServer.start();
        nodes = new RedisNodes(
                server, Duration.ofSeconds(2), () -> StoreContract.config(Duration.ofMinutes(10), 1_000));
        one = nodes.start();
        other = nodes.start();
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            nodes.close();
            server.close();
        }
    }

    private void assertEverythingIsRefused(Origin origin) {
        List<Supplier<Future<?>>> steps = List.of(
                () -> one.store.issue(one.origin()),
                () -> one.store.park(origin, asked(origin, "client"), HERE),
                () -> one.store.join(origin.state(), HERE),
                () -> one.store.find(origin.state()),
                () -> one.store.answer(origin.state(), new Secret("another")),
                () -> one.store.redeem(CODE, RIGHT),
                () -> one.store.end(flow -> true, Problem.flowCleared()));
        long began = System.nanoTime();
        List<Future<?>> all = steps.stream().<Future<?>>map(Supplier::get).toList();
        assertThat(all).allSatisfy(step -> assertThat(refusal(step)).isEqualTo(Problem.Kind.UNAVAILABLE));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void without_redis_every_step_is_refused_and_with_it_again_they_are_taken() throws Exception {
        Origin origin = one.answered("code");
        server.kill();

        assertEverythingIsRefused(origin);

        server.restart();
        await().until(() -> taken(one.store.issue(one.origin())));
        Origin next = one.seeded();
        await().until(() -> taken(other.store.answer(next.state(), new Secret("next"))));
        // The node may not hear news again yet, but looks now and then at what its callers wait for.
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            done(one.store.revisit(new Flow.Seeded(next, asked(next, "client"), HERE), HERE));
            return !one.told(next).isEmpty();
        });
        assertThat(refusal(one.store.find(origin.state()))).isEqualTo(Problem.Kind.UNKNOWN_FLOW);
    }

    @Test
    void whoever_waits_is_told_nothing_by_a_look_that_fails() throws Exception {
        Origin origin = one.seeded();
        Flow.Asked flow = (Flow.Asked) done(one.store.find(origin.state()));
        server.kill();
        done(one.store.revisit(flow, HERE));
        server.restart();

        await().until(() -> {
            done(one.store.revisit(flow, HERE));
            return !one.told(origin).isEmpty();
        });

        assertThat(one.told(origin).get(0)).isEqualTo(new Wake(origin.state(), null, Problem.flowCleared()));
    }

    private static boolean taken(Future<?> step) {
        return done(step.map(true).otherwise(false));
    }

    @Test
    void a_redis_that_stands_still_is_given_up_and_does_nothing_late() throws Exception {
        Origin origin = one.answered("code");
        server.pause();

        assertEverythingIsRefused(origin);
        Future<Optional<Redemption>> redemption = one.store.redeem(CODE, RIGHT);
        assertThat(refusal(redemption)).isEqualTo(Problem.Kind.UNAVAILABLE);
        server.resume();

        // Nobody was given the code, so whoever asks now is.
        await().until(() ->
                done(other.store.redeem(CODE, RIGHT).map(Optional::isPresent).otherwise(false)));
        assertThat(refusal(other.store.redeem(CODE, RIGHT))).isEqualTo(Problem.Kind.INVALID_GRANT);
    }

    @Test
    void a_node_with_other_keys_reads_nothing_and_begins_nothing_anew() throws Exception {
        Origin origin = one.answered("code");
        byte[] another = new byte[32];
        another[0] = 1;
        KeyRing theirs = KeyRing.of(another);
        StoreNode stranger = nodes.start(() -> theirs);

        assertThat(refusal(stranger.store.find(origin.state()))).isEqualTo(Problem.Kind.UNAVAILABLE);
        assertThat(refusal(stranger.store.issue(origin))).isEqualTo(Problem.Kind.UNAVAILABLE);
        assertThat(refusal(stranger.store.redeem(CODE, RIGHT))).isEqualTo(Problem.Kind.UNAVAILABLE);
        // Once it has the key of the others too, it reads what they have sealed, and they what it has.
        StoreNode rotated = nodes.start(() -> KeyRing.of(another, new byte[32]));
        assertThat(done(rotated.store.find(origin.state())).origin()).isEqualTo(origin);
    }

    @Test
    void a_row_that_somebody_moved_or_changed_is_no_row() throws Exception {
        Origin mine = one.answered("code");
        Origin theirs = one.answered("theirs");
        String row = "test:f:{" + S256.of(mine.state()) + "}";
        server.command("COPY", "test:f:{" + S256.of(theirs.state()) + "}", row, "REPLACE");
        assertThat(refusal(other.store.find(mine.state()))).isEqualTo(Problem.Kind.UNAVAILABLE);

        server.command("SET", row, "rubbish");
        assertThat(refusal(other.store.find(mine.state()))).isEqualTo(Problem.Kind.UNAVAILABLE);
        assertThat(done(other.store.find(theirs.state())).origin()).isEqualTo(theirs);
    }
}

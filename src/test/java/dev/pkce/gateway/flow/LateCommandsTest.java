package dev.pkce.gateway.flow;

import static dev.pkce.gateway.flow.StoreNode.done;
import static dev.pkce.gateway.flow.StoreNode.refusal;
import static dev.pkce.gateway.flow.TestStore.presented;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.redis.RedisConfig;
import dev.pkce.gateway.redis.RedisServer;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A code that nobody got can be redeemed by the next one, whenever Redis hears of it. */
class LateCommandsTest {
    private static final Secret CODE = new Secret("code");
    private static final Presented RIGHT = presented("client", "verifier");
    private static final Problem NOT_SENT = Problem.unavailable("Never left.");

    private RedisServer server;
    private LateLine line;
    private RedisNodes nodes;
    private RedisNodes others;
    private StoreNode one;
    private StoreNode other;

    @BeforeEach
    void start() throws Exception {
        server = RedisServer.start();
        line = new LateLine(server);
        nodes = nodes(line.config(), Duration.ofSeconds(2));
        others = nodes(server.config(), Duration.ofSeconds(10));
        one = nodes.start();
        other = others.start();
    }

    private static RedisNodes nodes(RedisConfig config, Duration timeout) {
        return new RedisNodes(config, timeout, () -> StoreContract.config(Duration.ofMinutes(10), 1_000));
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            nodes.close();
            others.close();
            line.close();
            server.close();
        }
    }

    @Test
    void a_redemption_that_was_refused_and_arrives_late_is_taken_back() throws Exception {
        line.lose(row(one.answered("code")));
        assertThat(refusal(one.store.redeem(CODE, RIGHT))).isEqualTo(Problem.Kind.UNAVAILABLE);

        // Late, but within the time that it may be done in.
        TimeUnit.MILLISECONDS.sleep(1_500);
        line.deliver();

        await().until(this::redeemed);
        assertThat(refusal(other.store.redeem(CODE, RIGHT))).isEqualTo(Problem.Kind.INVALID_GRANT);
    }

    @Test
    void a_seed_that_was_refused_and_arrives_late_is_taken_back_from_who_has_joined_it() {
        // So that Redis knows the script by then.
        one.seeded();
        Origin origin = one.issued();
        line.lose(row(origin));
        assertThat(refusal(park(one, origin))).isEqualTo(Problem.Kind.UNAVAILABLE);
        line.deliver();
        await().until(() -> done(other.store.seeded(origin.state())).isPresent());

        assertThat(done(park(other, origin)).first()).isFalse();

        await().until(() -> !other.told(origin).isEmpty());
        assertThat(other.told(origin))
                .extracting(wake -> Objects.requireNonNull(wake.problem()).kind())
                .containsExactly(Problem.Kind.UNAVAILABLE);
        assertThat(done(park(other, origin)).first()).isTrue();
    }

    private static Future<Parked> park(StoreNode node, Origin origin) {
        return node.store.park(origin, TestStore.asked(origin, "client"), StoreNode.HERE);
    }

    @Test
    void a_code_that_never_left_is_given_back_though_redis_fails_just_then() throws Exception {
        one.answered("code");
        Redemption redemption = redeem(one);
        server.pause();
        done(one.store.restore(redemption, NOT_SENT).otherwiseEmpty());
        server.resume();

        await().until(this::redeemed);
    }

    @Test
    void a_code_is_given_back_though_that_was_lost_on_its_way() {
        Origin origin = one.answered("code");
        Redemption redemption = redeem(one);
        line.lose(row(origin));
        done(one.store.restore(redemption, NOT_SENT).otherwiseEmpty());
        await().until(line::hasLost);

        await().until(this::redeemed);
    }

    private static Redemption redeem(StoreNode node) {
        return done(node.store.redeem(CODE, RIGHT)).orElseThrow();
    }

    private boolean redeemed() {
        Future<Boolean> redeemed = other.store.redeem(CODE, RIGHT).map(Optional::isPresent);
        return done(redeemed.otherwise(false));
    }

    private static String row(Origin origin) {
        return "f:{" + S256.of(origin.state());
    }
}

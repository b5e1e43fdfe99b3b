package dev.pkce.gateway.token;

import static dev.pkce.gateway.token.FlightsTest.answer;
import static dev.pkce.gateway.token.FlightsTest.answering;
import static dev.pkce.gateway.token.FlightsTest.key;
import static dev.pkce.gateway.token.FlightsTest.refresh;
import static dev.pkce.gateway.token.TestTokenProxy.awaited;
import static dev.pkce.gateway.token.TestTokenProxy.fails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.SignIn;
import dev.pkce.gateway.redis.RedisConnection;
import dev.pkce.gateway.redis.RedisServer;
import dev.pkce.gateway.seal.KeyRing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Token calls during which Redis fails. */
class LandingTest {
    private final Vertx vertx = Vertx.vertx();
    private final KeyRing keys = KeyRing.of(key(1));
    private final Flight refresh = refresh();
    private RedisServer server;
    private RedisConnection redis;
    private Flights one;
    private Flights other;

    @BeforeEach
    void start() throws Exception {
        server = RedisServer.start();
        redis = awaited(RedisConnection.open(vertx, server.config(Duration.ofSeconds(1)), new SimpleMeterRegistry()));
        one = new RedisFlights(redis, () -> keys);
        other = new RedisFlights(redis, () -> keys);
    }

    @AfterEach
    void stop() throws Exception {
        awaited(redis.close());
        awaited(vertx.close());
        if (server != null) {
            server.close();
        }
    }

    @Test
    void an_answer_that_came_while_redis_was_away_is_told_once_it_is_back() throws Exception {
        Promise<SignIn> upstream = Promise.promise();
        Promise<Void> out = Promise.promise();
        Future<SignIn> first = one.join(vertx, refresh, () -> {
            out.complete();
            return upstream.future();
        });
        awaited(out.future());
        server.kill();
        upstream.complete(answer("next"));
        assertThat(awaited(first)).isEqualTo(answer("next"));

        server.restart();
        String name = new SealedOutcomes(redis, () -> keys).key(refresh);
        await().until(() -> server.command("EXISTS", name).equals(":1"));

        await().until(() -> redis.trouble().isEmpty());
        SignIn late = awaited(other.join(vertx, refresh, answering("another")));
        assertThat(late.token().refreshToken()).isEqualTo(answer("next").token().refreshToken());
        assertThat(late.token().expiresIn()).isBetween(50, 60);
    }

    @Test
    void a_call_that_redis_began_too_late_keeps_nobody_waiting() throws Exception {
        awaited(one.join(vertx, refresh(), answering("knows the scripts")));
        server.pause();
        fails(one.join(vertx, refresh, answering("next")), Problem.Kind.UNAVAILABLE, "temporarily_unavailable");
        server.resume();

        await().until(() -> redis.trouble().isEmpty());
        Future<SignIn> second = other.join(vertx, refresh, answering("next"));

        // A lease is twice as long.
        await().atMost(Duration.ofSeconds(5)).until(second::isComplete);
        assertThat(awaited(second)).isEqualTo(answer("next"));
    }
}

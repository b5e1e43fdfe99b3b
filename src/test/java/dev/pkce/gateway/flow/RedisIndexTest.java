package dev.pkce.gateway.flow;

import static dev.pkce.gateway.flow.StoreNode.HERE;
import static dev.pkce.gateway.flow.StoreNode.done;
import static dev.pkce.gateway.flow.StoreNode.refusal;
import static dev.pkce.gateway.flow.TestStore.asked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.redis.RedisServer;
import dev.pkce.gateway.seal.KeyRing;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What flows leave in Redis besides their rows. */
class RedisIndexTest {
    private static final Duration TTL = Duration.ofMinutes(10);
    private static final Secret CODE = new Secret("code");
    private static volatile FlowConfig config = StoreContract.config(TTL, 1_000);
    private static RedisServer server;
    private static RedisNodes nodes;
    private static StoreNode one;

    @BeforeAll
    static void start() throws Exception {
        server = RedisServer.start();
        nodes = new RedisNodes(server, Duration.ofSeconds(10), () -> config);
        one = nodes.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            nodes.close();
            server.close();
        }
    }

    @BeforeEach
    void empty() throws IOException {
        server.command("FLUSHALL");
        config = StoreContract.config(TTL, 1_000);
    }

    @Test
    void the_flows_of_an_application_are_noted_no_longer_than_they_last() throws Exception {
        config = StoreContract.config(Duration.ofMinutes(20), 1_000);
        done(one.store.issue(of("app")));
        config = StoreContract.config(TTL, 1_000);
        done(one.store.issue(of("app")));
        done(one.store.issue(of("other")));

        assertThat(left("test:a:" + S256.of("app"))).isBetween(Duration.ofMinutes(20), Duration.ofMinutes(21));
        assertThat(left("test:a:" + S256.of("other"))).isBetween(TTL, TTL.plusMinutes(1));
    }

    @Test
    void all_that_ended_is_told_at_once() {
        config = StoreContract.config(Duration.ofSeconds(1), 1_000);
        done(Future.all(IntStream.range(0, 450)
                .mapToObj(i -> one.store.issue(one.origin()))
                .toList()));
        long last = one.store.deadline();
        await().until(() -> one.store.deadline() > last + 1_000);

        done(one.store.tidy());

        await().until(() -> server.command("ZCARD", "test:way").equals(":0"));
    }

    @Test
    void a_flow_that_could_not_be_noted_was_never_begun() throws Exception {
        server.command("SET", "test:a:", "no set");
        // A program's own, which nobody has issued.
        Origin origin = new Origin("own " + States.random(), "nonce", "challenge", null, one.store.deadline());
        assertThat(refusal(one.store.park(origin, asked(origin, "client"), HERE)))
                .isEqualTo(Problem.Kind.UNAVAILABLE);
        await().until(() -> server.command("ZCARD", "test:way").equals(":0"));

        server.command("DEL", "test:a:");
        assertThat(done(one.store.park(origin, asked(origin, "client"), HERE)).first())
                .isTrue();
    }

    @Test
    void what_is_noted_but_not_there_makes_room() throws Exception {
        config = StoreContract.config(TTL, 1);
        String soon = String.valueOf(System.currentTimeMillis() + 60_000);
        server.command("ZADD", "test:way", soon, "nobody");
        server.command("ZADD", "test:idle", soon, "nobody");

        done(one.store.issue(one.origin()));

        assertThat(server.command("ZCARD", "test:way")).isEqualTo(":1");
    }

    @Test
    void a_callback_that_fails_leaves_the_code_to_the_same_one_elsewhere() throws Exception {
        byte[] strange = new byte[32];
        strange[0] = 1;
        AtomicInteger uses = new AtomicInteger();
        // The claim is sealed first, then the row opened.
        StoreNode failing = nodes.start(() -> uses.incrementAndGet() == 2 ? KeyRing.of(strange) : RedisNodes.KEYS);
        Origin origin = one.seeded();

        assertThat(refusal(failing.store.answer(origin.state(), CODE))).isEqualTo(Problem.Kind.UNAVAILABLE);

        for (int look = 0; look < 20; look++) {
            done(failing.store.find(origin.state()));
        }
        assertThat(uses).hasValueGreaterThan(20);
        assertThat(server.command("EXISTS", "test:c:{" + S256.of(CODE.reveal()) + "}"))
                .isEqualTo(":1");
    }

    private static Origin of(String application) {
        Origin origin = one.origin();
        return new Origin(
                origin.state(), origin.nonce(), origin.challenge(), application, origin.address(), origin.deadline());
    }

    private static Duration left(String key) throws IOException {
        return Duration.ofMillis(Long.parseLong(server.command("PTTL", key).substring(1)));
    }
}

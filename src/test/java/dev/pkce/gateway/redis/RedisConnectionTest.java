package dev.pkce.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.LogCapture;
import dev.pkce.gateway.api.PkceException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One server, and what can happen to it. */
class RedisConnectionTest {
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Script APPEND =
            new Script("append", "redis.call('APPEND', KEYS[1], ARGV[1]) return redis.call('GET', KEYS[1])");

    private static RedisServer server;

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<RedisConnection> opened = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        server = RedisServer.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @AfterEach
    void close() throws Exception {
        for (RedisConnection redis : opened) {
            redis.close().await(20, TimeUnit.SECONDS);
        }
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    private RedisConnection open(RedisConfig config) throws Exception {
        RedisConnection redis = RedisConnection.open(vertx, config, registry).await(20, TimeUnit.SECONDS);
        opened.add(redis);
        return redis;
    }

    private static Future<Response> ping(RedisConnection redis) {
        return redis.send(Request.cmd(Command.PING));
    }

    private static <T> T await20(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }

    private static PkceException refused(Future<?> future) {
        PkceException failure = catchThrowableOfType(PkceException.class, () -> await20(future));
        assertThat(failure.problem().status()).isEqualTo(503);
        assertThat(failure.problem().retryAfter()).isPositive();
        return failure;
    }

    @Test
    void scripts_take_bytes_as_they_are_and_a_server_that_does_not_know_them_yet() throws Exception {
        RedisConnection redis = open(server.config());
        Buffer bytes = Buffer.buffer(new byte[] {0, -1, 13, 10, 127, -128});
        String key = redis.name("bytes", "{1}");

        assertThat(await20(redis.eval(APPEND, List.of(key), List.of(bytes))).toBytes())
                .isEqualTo(bytes.getBytes());
        server.command("SCRIPT", "FLUSH");
        assertThat(await20(redis.eval(APPEND, List.of(key), List.of(new byte[] {7})))
                        .toBytes())
                .isEqualTo(bytes.appendByte((byte) 7).getBytes());
        assertThat(registry.get("pkce.redis.commands")
                        .tags("command", "append", "outcome", "success")
                        .timer()
                        .count())
                .isEqualTo(4);
    }

    @Test
    void an_error_is_a_refusal_that_shows_nothing() throws Exception {
        RedisConnection redis = open(server.config());
        Script broken = new Script("broken", "return redis.error_reply('ERR hidden words')");

        PkceException failure = refused(redis.eval(broken, List.of(), List.of()));

        assertThat(failure).message().doesNotContain("hidden");
        assertThat(RedisConnection.mayHaveBeenDone(failure)).isFalse();
        assertThat(redis.trouble()).isEmpty();
    }

    @Test
    void a_server_that_hangs_costs_the_deadline_once_and_is_back_by_itself() throws Exception {
        RedisConnection redis = open(server.config(SHORT, null, null));
        server.pause();
        try {
            PkceException late = refused(ping(redis));
            assertThat(RedisConnection.mayHaveBeenDone(late)).isTrue();

            await().until(() -> redis.trouble().isPresent());
            PkceException down = refused(ping(redis));
            assertThat(RedisConnection.mayHaveBeenDone(down)).isFalse();
            assertThat(redis.trouble().orElseThrow()).startsWith("Redis cannot be reached (");
        } finally {
            server.resume();
        }
        await().atMost(20, TimeUnit.SECONDS).until(() -> redis.trouble().isEmpty());
        assertThat(await20(ping(redis))).hasToString("PONG");
    }

    @Test
    void a_flood_of_commands_to_a_server_that_hangs_is_refused_or_over_at_the_deadline() throws Exception {
        RedisConnection redis = open(server.config(Duration.ofSeconds(3), null, null));
        server.pause();
        List<Future<Response>> flood = new ArrayList<>();
        try {
            for (int i = 0; i < 8_400; i++) {
                flood.add(ping(redis));
            }
            // As many as fit wait for replies on the two connections, so the last is refused before any of those.
            assertThat(RedisConnection.mayHaveBeenDone(refused(flood.get(8_399))))
                    .isFalse();
            assertThat(flood.get(0).isComplete()).isFalse();
            assertThat(RedisConnection.mayHaveBeenDone(refused(flood.get(0)))).isTrue();
            await20(Future.join(flood).otherwiseEmpty());
        } finally {
            server.resume();
        }
        assertThat(flood).allMatch(Future::failed);
        await().atMost(20, TimeUnit.SECONDS).until(() -> redis.trouble().isEmpty());
    }

    @Test
    void what_was_killed_and_started_again_is_used_and_listened_to_again() throws Exception {
        try (RedisServer other = RedisServer.start()) {
            RedisConnection redis = open(other.config(SHORT, null, null));
            Queue<String> heard = new ConcurrentLinkedQueue<>();
            await20(redis.subscribe("news", news -> heard.add(news.toString(StandardCharsets.UTF_8))));
            await20(redis.publish("news", "one".getBytes(StandardCharsets.UTF_8)));
            await().until(() -> heard.contains("one"));

            other.kill();
            await().until(() -> redis.trouble().isPresent());
            assertThat(RedisConnection.mayHaveBeenDone(refused(ping(redis)))).isFalse();
            other.restart();

            await().atMost(20, TimeUnit.SECONDS).until(() -> redis.trouble().isEmpty());
            await().atMost(20, TimeUnit.SECONDS).until(() -> {
                await20(redis.publish("news", "two".getBytes(StandardCharsets.UTF_8)));
                return heard.contains("two");
            });
        }
    }

    @Test
    void a_listener_that_hears_much_is_not_taken_for_dead() throws Exception {
        RedisConnection redis = open(server.config(SHORT, null, null));
        AtomicInteger heard = new AtomicInteger();
        await20(redis.subscribe("much", news -> heard.incrementAndGet()));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
        int told = 0;

        for (; System.nanoTime() < end; told++) {
            Request news = Request.cmd(Command.PUBLISH).arg("much").arg("news");
            assertThat(await20(redis.send(news)).toInteger()).isEqualTo(1);
        }

        int all = told;
        await().atMost(20, TimeUnit.SECONDS).until(() -> heard.get() == all);
    }

    @Test
    void a_wrong_password_keeps_it_from_being_used_and_from_being_logged() throws Exception {
        try (RedisServer locked = RedisServer.start("--requirepass", "right-password");
                LogCapture log = new LogCapture()) {
            RedisConnection redis = open(locked.config(SHORT, null, "wrong-password"));

            refused(ping(redis));
            assertThat(redis.trouble().orElseThrow()).isEqualTo("Redis cannot be reached (WRONGPASS).");
            assertThat(log.text()).contains("WRONGPASS").doesNotContain("wrong-password");
            assertThat(await20(ping(open(locked.config(SHORT, null, "right-password")))))
                    .hasToString("PONG");
        }
    }

    @Test
    void a_user_of_the_access_control_list_may_do_what_the_gateway_does() throws Exception {
        server.command(
                "ACL",
                "SETUSER",
                "gateway",
                "on",
                ">secret",
                "~test:*",
                "&test:*",
                "+@all",
                "-@admin",
                "-@dangerous",
                "+info");
        RedisConnection redis = open(server.config(SHORT, "gateway", "secret"));
        Queue<String> heard = new ConcurrentLinkedQueue<>();

        await20(redis.subscribe(redis.name("w", "1"), news -> heard.add(news.toString(StandardCharsets.UTF_8))));
        await20(redis.publish(redis.name("w", "1"), "hello".getBytes(StandardCharsets.UTF_8)));

        assertThat(await20(redis.eval(APPEND, List.of("test:acl"), List.of("x"))))
                .hasToString("x");
        refused(redis.send(Request.cmd(Command.GET).arg("others")));
        await().untilAsserted(() -> assertThat(heard).containsExactly("hello"));
    }

    @Test
    void a_server_that_takes_no_writes_is_trouble() throws Exception {
        try (RedisServer full = RedisServer.start("--maxmemory", "1", "--maxmemory-policy", "noeviction")) {
            RedisConnection redis = open(full.config(SHORT, null, null));

            assertThat(redis.trouble()).contains("Redis takes no writes (OOM).");
            assertThat(await20(ping(redis))).hasToString("PONG");
            full.command("CONFIG", "SET", "maxmemory", "0");
            await().atMost(20, TimeUnit.SECONDS).until(() -> redis.trouble().isEmpty());
        }
    }
}

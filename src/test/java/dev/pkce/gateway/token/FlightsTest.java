package dev.pkce.gateway.token;

import static dev.pkce.gateway.token.TestTokenProxy.awaited;
import static dev.pkce.gateway.token.TestTokenProxy.fails;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.api.Auth0;
import dev.pkce.gateway.api.OAuthAccount;
import dev.pkce.gateway.api.OAuthGroup;
import dev.pkce.gateway.api.OAuthToken;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.SignIn;
import dev.pkce.gateway.flow.Past;
import dev.pkce.gateway.flow.States;
import dev.pkce.gateway.redis.RedisConnection;
import dev.pkce.gateway.redis.RedisServer;
import dev.pkce.gateway.seal.KeyRing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Token calls that are the same, on three nodes that share a Redis. */
class FlightsTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final KeyRing KEYS = KeyRing.of(key(1));

    private static @Nullable RedisServer server;
    private static @Nullable RedisConnection redis;

    private final AtomicInteger calls = new AtomicInteger();
    private final Flight refresh = refresh();
    private final List<Flights> nodes =
            IntStream.range(0, 3).mapToObj(node -> node()).toList();

    @BeforeAll
    static void start() throws IOException {
        server = RedisServer.start();
        redis = awaited(RedisConnection.open(VERTX, server.config(), new SimpleMeterRegistry()));
    }

    @AfterAll
    static void stop() throws Exception {
        awaited(VERTX.close());
        if (server != null) {
            server.close();
        }
    }

    @Test
    void two_hundred_refreshes_of_one_token_on_three_nodes_are_one_call() {
        Promise<SignIn> upstream = Promise.promise();
        List<Future<SignIn>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(join(nodes.get(i % 3), refresh, upstream::future));
        }
        awaitFollower(refresh);

        upstream.complete(answer("next"));

        assertThat(answers).allSatisfy(told -> assertThat(awaited(told)).isEqualTo(answer("next")));
        assertThat(calls).hasValue(1);
    }

    @Test
    void who_comes_late_is_told_on_whatever_node_until_a_token_of_the_answer_is_revoked() {
        awaited(join(nodes.get(0), refresh, answering("next")));

        assertThat(awaited(join(nodes.get(1), refresh, answering("another")))
                        .token()
                        .refreshToken())
                .isEqualTo(new Secret("next"));
        awaited(nodes.get(2).forget(new Secret("next")));

        assertThat(awaited(join(nodes.get(1), refresh, answering("another")))
                        .token()
                        .refreshToken())
                .isEqualTo(new Secret("another"));
        assertThat(calls).hasValue(2);
    }

    @Test
    void an_answer_grows_old_on_its_way() throws Exception {
        awaited(join(nodes.get(0), refresh, answering("next")));
        server().command("PEXPIRE", name(refresh), "20000");

        assertThat(awaited(join(nodes.get(1), refresh, answering("another")))
                        .token()
                        .expiresIn())
                .isBetween(40, 50);
    }

    @Test
    void a_code_is_shared_while_its_call_is_under_way_and_no_longer() {
        Flight code = new Flight(new Secret("code " + States.random()), null);
        Promise<SignIn> upstream = Promise.promise();
        Future<SignIn> first = join(nodes.get(0), code, upstream::future);
        await().until(() -> calls.get() == 1);
        Future<SignIn> second = join(nodes.get(1), code, upstream::future);
        awaitFollower(code);
        upstream.complete(answer("next"));

        assertThat(awaited(second)).isEqualTo(awaited(first));
        awaited(join(nodes.get(2), code, answering("later")));
        assertThat(calls).hasValue(2);
    }

    @Test
    void a_failure_is_for_all_and_the_next_call_tries_again() {
        Promise<SignIn> upstream = Promise.promise();
        Future<SignIn> first = join(nodes.get(0), refresh, upstream::future);
        await().until(() -> calls.get() == 1);
        Future<SignIn> second = join(nodes.get(1), refresh, upstream::future);
        awaitFollower(refresh);
        upstream.fail(new PkceException(Problem.refused("invalid_grant", "No.").withNonce("nonce")));

        fails(first, Problem.Kind.PROVIDER_REFUSED, "invalid_grant");
        fails(second, Problem.Kind.PROVIDER_REFUSED, "invalid_grant");
        assertThat(PkceException.of(second.cause()).problem())
                .isEqualTo(PkceException.of(first.cause()).problem());
        assertThat(awaited(join(nodes.get(2), refresh, answering("next")))).isEqualTo(answer("next"));
        assertThat(calls).hasValue(2);
    }

    @Test
    void another_node_takes_over_from_one_that_is_gone() throws Exception {
        join(nodes.get(0), refresh, () -> Promise.<SignIn>promise().future());
        await().until(() -> calls.get() == 1);
        Future<SignIn> second = join(nodes.get(1), refresh, answering("next"));
        awaitFollower(refresh);

        server().command("DEL", name(refresh));

        assertThat(awaited(second)).isEqualTo(answer("next"));
    }

    @Test
    void what_redis_holds_shows_no_token_and_opens_for_nobody_else() throws Exception {
        awaited(join(nodes.get(0), refresh, answering("next")));
        String name = name(refresh);
        String value = value(refresh);

        assertThat(name + value).doesNotContain("access", "next", "used");
        SealedOutcomes outcomes = new SealedOutcomes(redis(), () -> KEYS);
        assertThat(outcomes.open(refresh, value.substring(1)).signIn()).isEqualTo(answer("next"));
        SealedOutcomes stolen = new SealedOutcomes(redis(), () -> KeyRing.of(key(2)));
        assertThat(catching(() -> stolen.open(refresh, value.substring(1)))).isTrue();
        assertThat(catching(() -> outcomes.open(refresh(), value.substring(1)))).isTrue();
    }

    @Test
    void owners_are_known_on_every_node_as_long_as_their_key_is() {
        RefreshTokens.Owner owner = new RefreshTokens.Owner("provider", "c", "ada", new Past("hash", "provider", 7));
        RefreshTokens one = new RedisRefreshTokens(redis(), () -> KEYS);
        RefreshTokens rotated = new RedisRefreshTokens(redis(), () -> KeyRing.of(key(2), key(1)));
        RefreshTokens lost = new RedisRefreshTokens(redis(), () -> KeyRing.of(key(2)));
        Secret token = new Secret(States.random());
        awaited(one.learn(token, owner));

        assertThat(awaited(rotated.owner(token))).contains(owner);
        assertThat(awaited(lost.owner(token))).isEmpty();
        awaited(rotated.forget(token));
        assertThat(awaited(one.owner(token))).isEmpty();
    }

    @Test
    void without_redis_nobody_flies() throws Exception {
        try (RedisServer gone = RedisServer.start()) {
            RedisConnection away = awaited(RedisConnection.open(VERTX, gone.config(), new SimpleMeterRegistry()));
            gone.kill();
            Flights node = new RedisFlights(away, () -> KEYS);

            fails(join(node, refresh, answering("next")), Problem.Kind.UNAVAILABLE, "temporarily_unavailable");
            fails(node.forget(new Secret("next")), Problem.Kind.UNAVAILABLE, "temporarily_unavailable");
            awaited(away.close());
        }
        assertThat(calls).hasValue(0);
    }

    private Future<SignIn> join(Flights node, Flight flight, Supplier<Future<SignIn>> call) {
        return node.join(VERTX, flight, () -> {
            calls.incrementAndGet();
            return call.get();
        });
    }

    static Supplier<Future<SignIn>> answering(String refreshToken) {
        return () -> Future.succeededFuture(answer(refreshToken));
    }

    /** Until another node waits for {@code flight}. */
    private static void awaitFollower(Flight flight) {
        await().until(() -> value(flight).startsWith("W"));
    }

    private static String name(Flight flight) {
        return new SealedOutcomes(redis(), () -> KEYS).key(flight);
    }

    private static String value(Flight flight) {
        return String.valueOf(awaited(redis().send(Request.cmd(Command.GET).arg(name(flight)))));
    }

    private static boolean catching(Supplier<?> opening) {
        try {
            return opening.get() == null;
        } catch (RuntimeException broken) {
            return true;
        }
    }

    private static Flights node() {
        return new RedisFlights(redis(), () -> KEYS);
    }

    static Flight refresh() {
        return new Flight(new Secret("used " + States.random()), new Secret("used"));
    }

    private static RedisServer server() {
        return requireNonNull(server);
    }

    private static RedisConnection redis() {
        return requireNonNull(redis);
    }

    static byte[] key(int filling) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) filling);
        return key;
    }

    static SignIn answer(String refreshToken) {
        OAuthToken token = new OAuthToken(
                new Secret("access"),
                OAuthToken.Type.BEARER,
                60,
                "openid",
                new Secret(refreshToken),
                new Secret("id"),
                "nonce");
        OAuthAccount account = new OAuthAccount("client", "e", "c", "u", "g", "f", "n", "p", "nick");
        return new Auth0("https://issuer", "client", "", "", new OAuthGroup(token, account), Map.of("name", "Ada"));
    }
}

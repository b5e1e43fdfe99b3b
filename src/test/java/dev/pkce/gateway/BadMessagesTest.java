package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.pkce.gateway.api.Addresses;
import dev.pkce.gateway.api.AwaitRequest;
import dev.pkce.gateway.api.Done;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.PkceGateway;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program of the same JVM may send by mistake, or far too often. */
@ExtendWith(GatewayExtension.class)
class BadMessagesTest {
    private static final int FLOOD = 100_000;
    private static final Duration SOON = Duration.ofSeconds(5);

    private final TestGateway gateway;
    private final EventBus bus;

    BadMessagesTest(TestGateway gateway) {
        this.gateway = gateway;
        this.bus = gateway.vertx().eventBus();
    }

    @ParameterizedTest(name = "R9: {0} refuses what is no request, with a code, and goes on")
    @ValueSource(
            strings = {
                Addresses.CHALLENGE,
                Addresses.AUTHORIZE,
                Addresses.REDIRECT,
                Addresses.AWAIT,
                Addresses.RESPOND,
                Addresses.TOKEN,
                Addresses.REVOKE,
                Addresses.CLEAR,
                Addresses.CLEARED
            })
    void another_type(String address) {
        List<@Nullable Object> bodies = new ArrayList<>(Arrays.asList(
                null, "text", "{}", 1, 1.5, true, new byte[1], Buffer.buffer("{}"), new JsonArray(), new Done()));
        JsonObject wrongMembers = new JsonObject();
        Stream.of("application_id", "state", "client_id", "code", "token", "response_type", "grant_type")
                .forEach(member -> wrongMembers.put(member, 1));
        bodies.add(wrongMembers);

        bodies.forEach(body -> refused(address, body));

        gateway.get("/pkce/challenge").expect(200);
    }

    static Stream<Arguments> incomplete() {
        return Stream.of(
                Arguments.of(Addresses.AUTHORIZE, "{\"state\":\"a\"}"),
                Arguments.of(Addresses.AUTHORIZE, "{\"response_type\":null,\"state\":null,\"scope\":{}}"),
                Arguments.of(Addresses.AUTHORIZE, "{\"wait\":-1}"),
                Arguments.of(Addresses.AUTHORIZE, "{\"wait\":\"long\"}"),
                Arguments.of(Addresses.REDIRECT, "{}"),
                Arguments.of(Addresses.AWAIT, "{\"state\":\"\"}"),
                Arguments.of(Addresses.AWAIT, "{\"state\":\"a\",\"wait\":1.5}"),
                Arguments.of(Addresses.RESPOND, "{\"state\":\"a\"}"),
                Arguments.of(Addresses.RESPOND, "{\"code\":\"a\"}"),
                Arguments.of(Addresses.TOKEN, "{}"),
                Arguments.of(Addresses.TOKEN, "{\"grant_type\":\"authorization_code\"}"),
                Arguments.of(Addresses.TOKEN, "{\"grant_type\":\"refresh_token\",\"client_id\":\"a\"}"),
                Arguments.of(Addresses.REVOKE, "{\"client_id\":\"a\"}"),
                Arguments.of(Addresses.REVOKE, "{\"token\":\"a\"}"),
                Arguments.of(Addresses.CLEAR, "{\"state\":\"\\n\"}"));
    }

    @ParameterizedTest(name = "R9: {0} refuses {1}, as HTTP does")
    @MethodSource("incomplete")
    void missing_members(String address, String json) {
        refused(address, new JsonObject(json));
    }

    @Test
    @DisplayName("R9: what HTTP refuses is refused on the bus with the same words")
    void same_rules() {
        Login login = gateway.login();
        JsonObject seed = login.seed().put("code_challenge", "short");
        JsonObject token = login.tokenCall("code").put("code_verifier", "short");

        assertThat(refused(Addresses.AUTHORIZE, seed))
                .isEqualTo(gateway.postJson("/pkce/code", seed).json());
        assertThat(refused(Addresses.TOKEN, token))
                .isEqualTo(gateway.postJson("/pkce/token", token).json());
    }

    @Test
    @DisplayName("R10: a flood on the bus is answered to the last message, and HTTP goes on meanwhile")
    void flood() throws Exception {
        PkceGateway own = PkceGateway.on(gateway.vertx());
        List<Future<?>> flood = new ArrayList<>(FLOOD);
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> IntStream.range(0, FLOOD)
                .forEach(i -> flood.add(own.await(new AwaitRequest("nobody-ever-made-this-state-" + i, null)))));

        int during = 0;
        while (!sent.isDone() || during < 20) {
            gateway.getAsync("/pkce/challenge")
                    .orTimeout(SOON.toSeconds(), TimeUnit.SECONDS)
                    .join()
                    .expect(200);
            during++;
        }

        sent.join();
        Future.join(flood).otherwiseEmpty().await(60, TimeUnit.SECONDS);
        assertThat(flood)
                .allMatch(call -> call.cause() instanceof PkceException told
                        && told.problem().status() == 400);
        assertThat(gateway.login().whole().status()).isEqualTo(200);
    }

    private JsonObject refused(String address, @Nullable Object body) {
        Throwable failure = catchThrowable(() -> bus.request(address, body).await(SOON.toSeconds(), TimeUnit.SECONDS));

        assertThat(failure).as(address + " " + body).isInstanceOf(PkceException.class);
        PkceException told = (PkceException) failure;
        assertThat(told.failureCode()).as(address + " " + body).isEqualTo(400);
        return told.problem().toJson();
    }
}

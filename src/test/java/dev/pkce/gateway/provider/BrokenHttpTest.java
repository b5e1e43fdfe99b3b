package dev.pkce.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.BrokenServer;
import dev.pkce.gateway.demo.Browser;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.RawAnswer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A provider of which one endpoint does not speak HTTP as it should. */
@ExtendWith(GatewayExtension.class)
class BrokenHttpTest {
    private static final String CREATED = "HTTP/1.1 201 Created\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final TestGateways gateways;
    private final DevelopmentProvider provider;
    private BrokenServer broken;

    BrokenHttpTest(TestGateways gateways, DevelopmentProvider provider) {
        this.gateways = gateways;
        this.provider = provider;
    }

    @BeforeEach
    void open() throws Exception {
        broken = BrokenServer.start(vertx).await(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    static Stream<Named<RawAnswer>> broken() {
        return Stream.of(
                Named.of("a bad status line", RawAnswer.badStatusLine()),
                Named.of("what is no HTTP", RawAnswer.bytes("SSH-2.0-" + BadDay.CANARY + "\r\n\r\n")),
                Named.of("HTTP of another version", RawAnswer.bytes("HTTP/3.0 200 OK\r\nContent-Length: 2\r\n\r\n{}")),
                Named.of("a flood of interim answers", RawAnswer.informationalFlood()),
                Named.of("another protocol", RawAnswer.bytes("HTTP/1.1 101 Switching Protocols\r\n\r\n")),
                Named.of("two lengths", RawAnswer.bytes(CREATED + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}")),
                Named.of("a bad chunk", RawAnswer.bytes(CREATED + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n")),
                Named.of("40 KiB of header", RawAnswer.bytes(CREATED + "X: " + "x".repeat(40 * 1024) + "\r\n\r\n")),
                Named.of("nothing", RawAnswer.close()));
    }

    @ParameterizedTest(
            name = "Q14: a token call that is answered with {0} is a 502, and the next one has its own answer")
    @MethodSource("broken")
    void token(RawAnswer bad) {
        TestGateway gateway = gateway("token-endpoint");
        broken.answer(bad, tokens("next"));

        BadDay.told(Exchange.TOKEN.at(gateway), 502);

        assertThat(token(gateway)).isEqualTo("next");
        assertThat(broken.requests()).hasSize(2);
        assertThat(broken.connections()).isEqualTo(2);
    }

    @ParameterizedTest(
            name = "Q14: an authorization request that is answered with {0} is a 502, and the next one is not")
    @MethodSource("broken")
    void authorize(RawAnswer bad) {
        TestGateway gateway = gateway("authorize-endpoint");
        Login login = gateway.login();
        broken.answer(
                bad,
                RawAnswer.bytes("HTTP/1.1 302 Found\r\nLocation: " + gateway.callback() + "?code=next&state="
                        + login.state() + "\r\nContent-Length: 0\r\n\r\n"));

        BadDay.told(gateway.login().park().join(), 502);

        assertThat(login.park().join().expect(200).json("result").getString("code"))
                .isEqualTo("next");
        assertThat(broken.connections()).isEqualTo(2);
    }

    @ParameterizedTest(name = "Q14: keys that are answered with {0} fail the token call, and the next one asks again")
    @MethodSource("broken")
    void keys(RawAnswer bad) {
        // The gateway asks when it starts, and again when it needs them.
        broken.answer(
                bad,
                bad,
                RawAnswer.json(new Browser()
                        .get(provider.issuer() + ".well-known/jwks.json")
                        .body()));
        TestGateway gateway = gateway("jwks-uri");
        provider.recorder().clear();

        BadDay.told(Exchange.JWKS.at(gateway), 502);
        assertThat(provider.recorder().count("/oauth/token")).isZero();

        while (broken.requests().size() < 2) {
            BadDay.told(Exchange.JWKS.at(gateway), 502);
        }
        Exchange.JWKS.at(gateway).expect(200);
    }

    @ParameterizedTest(
            name = "Q14: interim answers that HTTP knows, {0}, and no end of them, are a 504 at the deadline")
    @MethodSource
    void interim(RawAnswer flood) {
        TestGateway gateway = gateway("token-endpoint");
        broken.answer(flood, tokens("next"));

        BadDay.told(Exchange.TOKEN.at(gateway), 504);

        assertThat(token(gateway)).isEqualTo("next");
        assertThat(broken.connections()).isEqualTo(2);
    }

    static Stream<Named<RawAnswer>> interim() {
        return Stream.of(
                Named.of("100", RawAnswer.bytes("HTTP/1.1 100 Continue\r\n\r\n".repeat(1000))),
                Named.of("103", RawAnswer.bytes("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(1000))));
    }

    @ParameterizedTest(name = "Q14: what comes after the answer, {0}, ends the connection and is nobody's answer")
    @MethodSource
    void unasked(RawAnswer more) {
        TestGateway gateway = gateway("token-endpoint");
        broken.answer(tokens("first").then(more), tokens("second"));

        assertThat(token(gateway)).isEqualTo("first");
        assertThat(token(gateway)).isEqualTo("second");

        assertThat(broken.requests()).hasSize(2);
        assertThat(broken.connections()).isEqualTo(2);
    }

    static Stream<Named<RawAnswer>> unasked() {
        return Stream.of(
                Named.of("a second answer", tokens(BadDay.CANARY)),
                Named.of("bytes", RawAnswer.bytes("unasked\r\n\r\n")),
                Named.of("an interim answer", RawAnswer.bytes("HTTP/1.1 100 Continue\r\n\r\n")),
                Named.of("an error", RawAnswer.bytes("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n")));
    }

    @Test
    @DisplayName("Q14: half a line after the answer spoils the next one, which is believed by nobody, and no more")
    void half_a_line() {
        TestGateway gateway = gateway("token-endpoint");
        broken.answer(tokens("first").then(RawAnswer.bytes("unasked")), tokens(BadDay.CANARY), tokens("third"));
        assertThat(token(gateway)).isEqualTo("first");

        BadDay.told(Exchange.TOKEN.at(gateway), 502);

        assertThat(token(gateway)).isEqualTo("third");
        assertThat(broken.requests()).hasSize(3);
        assertThat(broken.connections()).isEqualTo(2);
    }

    @Test
    @DisplayName("Q14: a second answer is not for the call that waits for the connection either")
    void waiting() {
        TestGateway gateway = gateway("token-endpoint", "connections", 1);
        broken.answer(tokens("first").then(tokens(BadDay.CANARY)), tokens("second"));
        List<Login> logins = Stream.generate(gateway::login).limit(2).toList();

        List<CompletableFuture<Reply>> calls =
                logins.stream().map(login -> login.tokenCall(login.approved(plain(login)))).toList().stream()
                        .map(call -> gateway.postJsonAsync("/pkce/token", call))
                        .toList();

        calls.forEach(call -> assertThat(call.join().body()).doesNotContain(BadDay.CANARY));
        assertThat(token(gateway)).isEqualTo("second");
    }

    @Test
    @DisplayName("Q15: a token call on a connection that the provider closes meanwhile is not made twice")
    void keep_alive_race() {
        TestGateway gateway = gateway("token-endpoint");
        broken.answer(tokens("first"), RawAnswer.close(), tokens("third"));
        assertThat(token(gateway)).isEqualTo("first");

        BadDay.told(Exchange.TOKEN.at(gateway), 502);

        assertThat(broken.requests()).hasSize(2);
        assertThat(broken.connections()).isEqualTo(1);
        assertThat(token(gateway)).isEqualTo("third");
    }

    @Test
    @DisplayName("Q15: a connection that the provider has closed while idle is not used")
    void closed_while_idle() {
        TestGateway gateway = gateway("token-endpoint");
        broken.answer(tokens("any").then(RawAnswer.closeAfter(Duration.ofMillis(1))));

        for (int call = 1; call <= 20; call++) {
            assertThat(Exchange.TOKEN.at(gateway).status()).isIn(200, 502);
            assertThat(broken.requests()).hasSizeLessThanOrEqualTo(call);
        }
    }

    /** A gateway that finds {@code endpoint} at the broken server, and all else at the provider. */
    private TestGateway gateway(String endpoint, Object... more) {
        return gateways.start(config -> {
            JsonObject section = config.getJsonArray("providers").getJsonObject(0);
            section.put(endpoint, broken.url()).put("timeout", "1500ms");
            for (int i = 0; i < more.length; i += 2) {
                section.put((String) more[i], more[i + 1]);
            }
        });
    }

    private static RawAnswer tokens(String accessToken) {
        return RawAnswer.json(new JsonObject()
                .put("access_token", accessToken)
                .put("token_type", "Bearer")
                .encode());
    }

    private static String token(TestGateway gateway) {
        return Exchange.TOKEN
                .at(gateway)
                .expect(200)
                .json("auth0", "oAuth", "token")
                .getString("access_token");
    }

    private static JsonObject plain(Login login) {
        return login.seed().put("scope", JsonArray.of("profile"));
    }
}

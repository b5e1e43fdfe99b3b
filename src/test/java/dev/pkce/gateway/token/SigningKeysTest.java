package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.IdTokenFault;
import dev.pkce.gateway.demo.Leg;
import dev.pkce.gateway.demo.RefreshTokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The keys that ID tokens are checked with come and go. Each test has a gateway that knows none yet. */
@ExtendWith(GatewayExtension.class)
class SigningKeysTest {
    private static final int STAMPEDE = 1_000;
    private static final int AT_ONCE = 100;

    private final TestGateways gateways;
    private final DevelopmentProvider provider;

    SigningKeysTest(TestGateways gateways, DevelopmentProvider provider) {
        this.gateways = gateways;
        this.provider = provider;
    }

    @Test
    @DisplayName("E15: an unknown key is looked for once, and not again at once")
    void an_unknown_key_is_looked_for_once() {
        TestGateway gateway = warm();
        provider.idTokens(IdTokenFault.UNKNOWN_KID);

        redeem(gateway).expectProblem(502, "invalid_id_token");
        redeem(gateway).expectProblem(502, "invalid_id_token");

        assertThat(fetches()).isEqualTo(1);
    }

    @Test
    @DisplayName("E21: when the keys were rotated between two logins, the second succeeds after one look")
    void rotated_keys_are_found() throws Exception {
        TestGateway gateway = warm();
        provider.rotateKeys().await(20, TimeUnit.SECONDS);

        redeem(gateway).expect(200);
        redeem(gateway).expect(200);

        assertThat(fetches()).isEqualTo(1);
    }

    @Test
    @DisplayName("E22: 1,000 token answers with keys that do not exist make the gateway look twice at most")
    void invented_keys_cause_no_stampede() {
        TestGateway gateway = warm();
        provider.refreshTokens(RefreshTokens.KEEP).idTokens(IdTokenFault.RANDOM_KID);
        JsonObject refresh = refresh(gateway);

        for (int sent = 0; sent < STAMPEDE; sent += AT_ONCE) {
            List<CompletableFuture<Reply>> replies = IntStream.range(sent, sent + AT_ONCE)
                    .mapToObj(i -> gateway.postJsonAsync(
                            "/pkce/token", refresh.copy().put("audience", "https://api.example/" + i)))
                    .toList();
            assertThat(replies).allSatisfy(reply -> reply.join().expectProblem(502, "invalid_id_token"));
        }

        assertThat(fetches()).isLessThanOrEqualTo(2);
        provider.idTokens(IdTokenFault.NONE);
        redeem(gateway).expect(200);
    }

    @Test
    @DisplayName("E23: keys that are known serve on while the provider cannot show them")
    void known_keys_serve_on() {
        TestGateway gateway = warm();
        provider.faults().on(Leg.JWKS, Fault.html(503));

        redeem(gateway).expect(200);
        provider.idTokens(IdTokenFault.UNKNOWN_KID);
        redeem(gateway).expectProblem(502, "invalid_id_token");
        provider.idTokens(IdTokenFault.NONE);
        redeem(gateway).expect(200);
    }

    static Stream<Arguments> garbage() {
        JsonObject secret =
                new JsonObject().put("kty", "oct").put("k", "c2VjcmV0").put("kid", "s");
        JsonObject unusable = Mint.RS256.publicKey().put("d", "AQAB");
        return Stream.of(
                Arguments.of("a page", Fault.html(200)),
                Arguments.of("an error", Fault.html(500)),
                Arguments.of("nothing", Fault.json(200, "")),
                Arguments.of("an array", Fault.json(200, "[]")),
                Arguments.of("no keys", Fault.json(200, "{}")),
                Arguments.of("an empty set", keys()),
                Arguments.of("keys that are a number", Fault.json(200, "{\"keys\":5}")),
                Arguments.of("keys that are numbers", Fault.json(200, "{\"keys\":[5,null,[],\"x\"]}")),
                Arguments.of("a secret", keys(secret)),
                Arguments.of("a private key", keys(unusable)),
                Arguments.of("80 MiB", Fault.hugeBody()),
                Arguments.of("a bomb", Fault.compressedBomb()),
                Arguments.of("a redirect", Fault.redirect(302, "http://localhost:1/")));
    }

    private static Fault keys(JsonObject... keys) {
        return Fault.json(
                200, new JsonObject().put("keys", new JsonArray(List.of(keys))).encode());
    }

    @ParameterizedTest(name = "E24: {0} instead of a key set is a failure, and forgotten once the set is there")
    @MethodSource("garbage")
    void garbage_is_no_key_set(String what, Fault fault) {
        provider.faults().on(Leg.JWKS, fault);
        TestGateway gateway = gateways.start();
        Login login = gateway.login();
        String code = login.approved();

        login.token(code).expectProblem(502, "server_error");
        assertThat(provider.recorder().count("/oauth/token")).isZero();

        provider.faults().clear();
        login.token(code).expect(200);
    }

    @Test
    @DisplayName("E24: a bad key among good ones is skipped")
    void a_bad_key_among_good_ones_is_skipped() {
        provider.publish(
                new JsonObject(),
                new JsonObject().put("kty", "RSA").put("n", 5),
                new JsonObject().put("kty", "unheard-of"),
                new JsonObject().put("kty", "oct").put("k", "c2VjcmV0"),
                Mint.RS256.publicKey().put("d", "AQAB"));

        redeem(gateways.start()).expect(200);
    }

    private TestGateway warm() {
        TestGateway gateway = gateways.start();
        redeem(gateway).expect(200);
        provider.recorder().clear();
        return gateway;
    }

    private JsonObject refresh(TestGateway gateway) {
        provider.idTokens(IdTokenFault.NONE);
        Login login = gateway.login();
        JsonObject seed =
                login.seed().put("scope", new JsonArray().add("openid").add("offline_access"));
        String token = login.token(login.approved(seed))
                .expect(200)
                .json("auth0", "oAuth", "token")
                .getString("refresh_token");
        provider.idTokens(IdTokenFault.RANDOM_KID);
        return new JsonObject()
                .put("grant_type", "refresh_token")
                .put("client_id", Login.CLIENT)
                .put("refresh_token", token);
    }

    private static Reply redeem(TestGateway gateway) {
        Login login = gateway.login();
        return login.token(login.approved());
    }

    private int fetches() {
        return provider.recorder().count("/.well-known/jwks.json");
    }
}

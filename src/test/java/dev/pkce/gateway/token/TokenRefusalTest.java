package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.demo.DevelopmentProvider;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is refused never reaches the provider and changes nothing: the right call still succeeds after it. */
@ExtendWith(GatewayExtension.class)
class TokenRefusalTest {
    private static final String WRONG = "w".repeat(43);

    private final TestGateway gateway;
    private final DevelopmentProvider provider;
    private final Login login;
    private final String code;

    TokenRefusalTest(TestGateway gateway, DevelopmentProvider provider) {
        this.gateway = gateway;
        this.provider = provider;
        this.login = gateway.login();
        this.code = login.approved();
    }

    static Stream<String> malformed() {
        return Stream.of(
                "v".repeat(42),
                "v".repeat(129),
                "v".repeat(42) + "+",
                "v".repeat(42) + "/",
                "v".repeat(42) + "=",
                "v".repeat(21) + " " + "v".repeat(21),
                "v".repeat(42) + "é",
                "v".repeat(42) + "\uD83D\uDD11",
                "v".repeat(42) + "\n");
    }

    @ParameterizedTest(name = "D3: a verifier outside its ABNF is refused: {0}")
    @MethodSource("malformed")
    void a_malformed_verifier_is_refused(String verifier) {
        refused("invalid_request", call().put("code_verifier", verifier));
    }

    @Test
    @DisplayName("D4: a wrong verifier is refused, and the right one still redeems the code")
    void a_wrong_verifier_is_refused() {
        refused("invalid_grant", call().put("code_verifier", WRONG));
    }

    @Test
    @DisplayName("D4: one wrong character is a wrong verifier")
    void one_wrong_character_is_enough() {
        String verifier = login.verifier();
        String other = verifier.endsWith("A") ? "B" : "A";

        refused("invalid_grant", call().put("code_verifier", verifier.substring(0, verifier.length() - 1) + other));
    }

    @Test
    @DisplayName("D4: after four wrong verifiers the right one is taken")
    void four_misses_are_forgiven() {
        for (int i = 0; i < 4; i++) {
            send(call().put("code_verifier", WRONG), "invalid_grant");
        }

        stillGood();
    }

    @Test
    @DisplayName("D4: after five wrong verifiers the flow is dead, and the right one is refused too")
    void five_misses_end_the_flow() {
        for (int i = 0; i < 5; i++) {
            send(call().put("code_verifier", WRONG), "invalid_grant");
        }

        send(call(), "invalid_grant");
        assertThat(upstream()).isZero();
    }

    @ParameterizedTest(name = "D5: no verifier is no way around PKCE: {0}")
    @NullSource
    @ValueSource(strings = {"", "UNKNOWN"})
    void an_absent_verifier_is_refused(@Nullable String verifier) {
        refused("invalid_request", call().put("code_verifier", verifier));
    }

    @Test
    @DisplayName("D5: a call without the member is refused alike")
    void a_missing_verifier_is_refused() {
        JsonObject call = call();
        call.remove("code_verifier");

        refused("invalid_request", call);
    }

    @ParameterizedTest(name = "D6: another redirect_uri is refused, though it differs little: {0} for {1}")
    @MethodSource("otherAddresses")
    void another_redirect_uri_is_refused(String there, String here) {
        String other = gateway.callback().replaceFirst(there, here);
        assertThat(other).isNotEqualTo(gateway.callback());

        refused("invalid_grant", call().put("redirect_uri", other));
    }

    static Stream<Arguments> otherAddresses() {
        return Stream.of(
                Arguments.of("/code$", "/Code"),
                Arguments.of("localhost", "LOCALHOST"),
                Arguments.of("localhost", "127.0.0.1"),
                Arguments.of("$", "/"),
                Arguments.of("$", "?a=b"),
                Arguments.of(":[0-9]+", ":1"));
    }

    @Test
    @DisplayName("D7: another client's call is refused")
    void another_client_is_refused() {
        refused("invalid_grant", call().put("client_id", "another"));
    }

    @ParameterizedTest(name = "D8: the grant type {0} is not supported")
    @ValueSource(
            strings = {
                "password",
                "client_credentials",
                "urn:ietf:params:oauth:grant-type:device_code",
                "urn:ietf:params:oauth:grant-type:token-exchange",
                "Authorization_Code",
                "authorization_code ",
                "UNKNOWN"
            })
    void other_grant_types_are_refused(String grantType) {
        refused("unsupported_grant_type", call().put("grant_type", grantType));
    }

    private JsonObject call() {
        return login.tokenCall(code);
    }

    private void refused(String error, JsonObject call) {
        send(call, error);
        assertThat(upstream()).isZero();
        stillGood();
    }

    private void send(JsonObject call, String error) {
        gateway.postJson("/pkce/token", call).expectProblem(400, error);
    }

    private void stillGood() {
        login.token(code).expect(200);
        assertThat(upstream()).isEqualTo(1);
    }

    private int upstream() {
        return provider.recorder().count("/oauth/token");
    }
}

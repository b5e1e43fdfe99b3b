package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.LogCapture;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.IdTokenFault;
import dev.pkce.gateway.demo.Leg;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Token endpoints on a bad day: the caller gets one of our own answers and nothing of theirs, and the next login works. */
@ExtendWith(GatewayExtension.class)
class ProviderFaultsTest {
    private static final String CANARY = "canary-7f3a9c";
    private static final String JSON = "application/json";
    private static final String TOKENS =
            "{\"access_token\":\"canary-7f3a9c\",\"token_type\":\"Bearer\",\"expires_in\":60,\"scope\":\"profile\"}";

    private final TestGateway gateway;
    private final DevelopmentProvider provider;

    ProviderFaultsTest(TestGateway gateway, DevelopmentProvider provider) {
        this.gateway = gateway;
        this.provider = provider;
    }

    static Stream<Arguments> unusable() {
        byte[] bytes = TOKENS.getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                Arguments.of("Q6: 500", Fault.json(500, "{\"message\":\"canary-7f3a9c\"}")),
                Arguments.of("Q6: 502", Fault.html(502)),
                Arguments.of("Q6: 503", Fault.unavailable("7")),
                Arguments.of("Q8: a truncated answer", Fault.json(200, TOKENS.substring(0, 40))),
                Arguments.of("Q8: an empty answer", Fault.json(200, "")),
                Arguments.of("Q8: an array", Fault.json(200, "[" + TOKENS + "]")),
                Arguments.of("Q8: a BOM", Fault.json(200, "\uFEFF" + TOKENS)),
                Arguments.of("Q8: UTF-16", Fault.bytes(200, JSON, TOKENS.getBytes(StandardCharsets.UTF_16))),
                Arguments.of(
                        "Q8: latin1",
                        Fault.bytes(
                                200,
                                JSON + ";charset=iso-8859-1",
                                TOKENS.replace("7f3", "\u00E9").getBytes(StandardCharsets.ISO_8859_1))),
                Arguments.of("Q8: a control character", Fault.json(200, TOKENS.replace("-7f", "\\u0000"))),
                Arguments.of("Q9: a page with 200", Fault.status(200, "text/html", "<html>canary-7f3a9c</html>")),
                Arguments.of("Q9: a page with 500", Fault.status(500, "text/html", "<html>canary-7f3a9c</html>")),
                Arguments.of("Q11: a compressed answer", Fault.compressedBomb()),
                Arguments.of("an empty 400", Fault.bytes(400, JSON, new byte[0])),
                Arguments.of("an empty 401", Fault.bytes(401, "text/plain", new byte[0])),
                Arguments.of("403 invalid_code", Fault.json(403, "{\"error\":\"invalid_code\"}")),
                Arguments.of("plain text", Fault.status(400, "text/plain", "error=invalid_grant canary-7f3a9c")),
                Arguments.of(
                        "a form", Fault.status(200, "application/x-www-form-urlencoded", "access_token=canary-7f3a9c")),
                Arguments.of("400 with tokens", Fault.bytes(400, JSON, bytes)));
    }

    @ParameterizedTest(name = "{0} is 502, after one call")
    @MethodSource("unusable")
    void what_is_no_answer_is_a_failure(String what, Fault fault) {
        try (LogCapture log = new LogCapture()) {
            Reply reply = token(fault).expectProblem(502, "server_error");

            assertThat(reply.body()).doesNotContain(CANARY, "canary", "Upstream", "Exception", "invalid_code");
            assertThat(log.text()).doesNotContain(CANARY);
        }
        assertThat(provider.recorder().count("/oauth/token")).isEqualTo(1);
        token(null).expect(200);
    }

    @ParameterizedTest(name = "D18: status {0} is no success, whatever the body")
    @ValueSource(ints = {201, 202, 203, 204, 206, 299})
    void other_successes_are_failures(int status) {
        String body = status == 204 ? "" : TOKENS;

        Reply reply = token(Fault.json(status, body)).expectProblem(502, "server_error");

        assertThat(reply.body()).doesNotContain(CANARY);
        assertThat(provider.recorder().count("/oauth/token")).isEqualTo(1);
        token(null).expect(200);
    }

    @ParameterizedTest(name = "Q7: Retry-After {0} of 429 is told as \"{1}\"")
    @CsvSource({"1,1", "'Wed, 21 Oct 2026 07:28:00 GMT',''", "soon,''", "-1,''", "1000000000000,''"})
    void a_provider_that_wants_fewer_calls_is_heard(String advice, String told, TestGateways gateways) {
        TestGateway own = gateways.start();
        Login login = own.login();
        String code = login.approved();
        provider.faults().once(Leg.TOKEN, Fault.tooManyRequests(advice));

        Reply reply = login.token(code).expectProblem(429, "temporarily_unavailable");

        assertThat(reply.header("Retry-After")).isEqualTo(told);
    }

    @ParameterizedTest(name = "Q18: the error text {0} is not passed on")
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "two\\r\\nlines",
                "\\u202Egnirts",
                "caf\u00E9",
                "a \\\"quote\\\"",
                "",
                "   "
            })
    void an_error_text_is_passed_on_only_if_it_is_clean(String text) {
        Reply reply = token(Fault.json(400, "{\"error\":\"invalid_grant\",\"error_description\":\"" + text + "\"}"))
                .expectProblem(400, "invalid_grant");

        assertThat(reply.json().getString("detail")).isEqualTo("The identity provider refused the request.");
    }

    @Test
    @DisplayName("Q18: a clean text is passed on, up to 256 characters; an absent one is no harm")
    void a_clean_text_is_passed_on() {
        Reply longText = token(
                Fault.json(403, "{\"error\":\"invalid_grant\",\"error_description\":\"" + "x".repeat(500_000) + "\"}"));
        Reply noText = token(Fault.json(400, "{\"error\":\"invalid_grant\"}"));
        Reply oddText = token(Fault.json(400, "{\"error\":\"invalid_grant\",\"error_description\":{\"a\":1}}"));

        assertThat(longText.expectProblem(400, "invalid_grant").json().getString("detail"))
                .isEqualTo("x".repeat(256));
        noText.expectProblem(400, "invalid_grant");
        oddText.expectProblem(400, "invalid_grant");
    }

    @Test
    @DisplayName("D17: members and header fields that nobody asked for are dropped")
    void what_nobody_asked_for_is_dropped() {
        JsonObject odd = new JsonObject(TOKENS)
                .put("token_type", "bearer")
                .put("not_before", 7)
                .put("internal", new JsonObject().put("secret", "x-9"));

        Reply reply = token(Fault.json(200, odd.encode())).expect(200);

        assertThat(reply.json("auth0", "oAuth", "token")).isEqualTo(new JsonObject(TOKENS).put("token_type", "Bearer"));
        assertThat(reply.body()).doesNotContain("x-9", "not_before");
    }

    @Test
    void a_refresh_need_not_bring_an_id_token() {
        Login login = gateway.login();
        JsonObject seed =
                login.seed().put("scope", new JsonArray().add("openid").add("offline_access"));
        JsonObject token = login.token(login.approved(seed)).expect(200).json("auth0", "oAuth", "token");
        provider.idTokens(IdTokenFault.ABSENT);

        JsonObject refreshed = gateway.postJson(
                        "/pkce/token",
                        new JsonObject()
                                .put("grant_type", "refresh_token")
                                .put("client_id", Login.CLIENT)
                                .put("refresh_token", token.getString("refresh_token")))
                .expect(200)
                .json("auth0");

        assertThat(refreshed.fieldNames()).doesNotContain("user");
        assertThat(refreshed.getJsonObject("oAuth").getJsonObject("token").fieldNames())
                .doesNotContain("id_token");
    }

    /** A login without OpenID, which needs no ID token, and whose token request meets {@code fault}. */
    private Reply token(@Nullable Fault fault) {
        Login login = gateway.login();
        String code = login.approved(login.seed().put("scope", new JsonArray().add("profile")));
        if (fault != null) {
            provider.faults().once(Leg.TOKEN, fault);
        }
        return login.token(code);
    }
}

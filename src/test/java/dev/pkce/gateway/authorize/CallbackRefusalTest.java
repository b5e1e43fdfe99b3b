package dev.pkce.gateway.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.Forms;
import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with a callback must leave the flow as it was; a GET is held to the rules of a POST. */
@ExtendWith(GatewayExtension.class)
class CallbackRefusalTest {
    private static final String CALLBACK = "/pkce/response/code";
    private static final String UNKNOWN = "N".repeat(43);

    private enum Method {
        POST,
        GET;

        Reply send(TestGateway gateway, String parameters) {
            return this == GET
                    ? gateway.get(CALLBACK + "?" + parameters)
                    : gateway.postAsync(CALLBACK, "application/x-www-form-urlencoded", parameters)
                            .join();
        }
    }

    @ParameterizedTest(name = "C5: by {0}, an unknown state creates nothing and asks nobody")
    @EnumSource
    void unknown_state(Method method, TestGateway gateway) {
        method.send(gateway, "code=a&state=" + UNKNOWN).expectProblem(400, "invalid_request");

        gateway.get("/pkce/code?state=" + UNKNOWN, "Prefer", "respond-async").expect(400);
        assertThat(Seeds.reached(gateway.provider(), UNKNOWN)).isEmpty();
        assertThat(gateway.provider().recorder().all())
                .allMatch(request -> request.path().startsWith("/.well-known/")
                        || request.path().equals("/authorize"));
    }

    @ParameterizedTest(name = "C5: by {0}, unknown, issued, expired, consumed, denied and cleared states look the same")
    @EnumSource
    void no_oracle(Method method, TestGateways gateways, TestGateway gateway) {
        String unknown = refusal(method, gateway, UNKNOWN);

        assertThat(refusal(method, gateway, gateway.login().state())).isEqualTo(unknown);
        assertThat(refusal(method, gateway, answered(gateway))).isEqualTo(unknown);
        assertThat(refusal(method, gateway, consumed(gateway))).isEqualTo(unknown);
        assertThat(refusal(method, gateway, denied(gateway))).isEqualTo(unknown);
        assertThat(refusal(method, gateway, cleared(gateway))).isEqualTo(unknown);
        TestGateway brief =
                gateways.start(config -> config.getJsonObject("flows").put("ttl", "2s"));
        assertThat(refusal(method, brief, expired(brief))).isEqualTo(unknown);
    }

    private static String refusal(Method method, TestGateway gateway, String state) {
        Reply error = method.send(gateway, "error=access_denied&state=" + state);
        Reply code = method.send(gateway, "code=another&state=" + state).expectProblem(400, "invalid_request");
        assertThat(error.body()).isEqualTo(code.body());
        return code.status() + code.header("Content-Type") + code.body();
    }

    private static String answered(TestGateway gateway) {
        Login login = gateway.login().seeded();
        login.respond("code-" + login.state()).expect(200);
        return login.state();
    }

    private static String consumed(TestGateway gateway) {
        Login login = gateway.login();
        login.whole();
        return login.state();
    }

    private static String denied(TestGateway gateway) {
        String state = gateway.login().seeded().state();
        gateway.postForm(CALLBACK, Map.of("error", "access_denied", "state", state))
                .expectProblem(400, "access_denied");
        return state;
    }

    private static String cleared(TestGateway gateway) {
        String state = gateway.login().seeded().state();
        gateway.post("/pkce/clear?state=" + state).expect(204);
        return state;
    }

    private static String expired(TestGateway gateway) {
        String state = gateway.login().seeded().state();
        await().until(() -> gateway.get("/pkce/code?state=" + state, "Prefer", "respond-async")
                        .status()
                != 202);
        return state;
    }

    @ParameterizedTest(name = "C6: {0} without a state: {1}")
    @MethodSource("stateless")
    void missing_state(Method method, String parameters, TestGateway gateway) {
        method.send(gateway, parameters).expectProblem(400, "invalid_request");
    }

    static Stream<Arguments> stateless() {
        return both("code=a", "code=a&state=", "code=a&state=%20", "code=a&state", "error=access_denied", "state=%20");
    }

    @ParameterizedTest(name = "C7: {0} without a code ({1}) does not burn the flow")
    @MethodSource("codeless")
    void missing_code(Method method, String parameters, TestGateway gateway) {
        untouched(method, parameters, gateway);
    }

    static Stream<Arguments> codeless() {
        return both("state={state}", "state={state}&code=", "state={state}&code", "state={state}&error=");
    }

    @ParameterizedTest(name = "C8: {0} with a parameter twice ({1}) does not burn the flow")
    @MethodSource("duplicates")
    void duplicate_parameters(Method method, String parameters, TestGateway gateway) {
        untouched(method, parameters, gateway);
    }

    static Stream<Arguments> duplicates() {
        return both(
                "code=a&code=a&state={state}",
                "code=a&code=b&state={state}",
                "code=a&code=&state={state}",
                "code=a&state={state}&state={state}",
                "code=a&state={state}&state=other",
                "code=a&state=other&state={state}",
                "code=a&c%6fde=b&state={state}",
                "error=access_denied&error=access_denied&state={state}",
                "error=access_denied&error=server_error&state={state}",
                "code=a&iss={iss}&iss={iss}&state={state}",
                "code=a&iss={iss}&iss=other&state={state}");
    }

    @ParameterizedTest(name = "C12: {0} with a code and an error ({1}) does not burn the flow")
    @MethodSource("contradictions")
    void code_and_error(Method method, String parameters, TestGateway gateway) {
        untouched(method, parameters, gateway);
    }

    static Stream<Arguments> contradictions() {
        return both(
                "code=a&error=access_denied&state={state}",
                "error=access_denied&error_description=b&state={state}&code=a",
                "code=a&error=&error_description=b&state={state}&error=c");
    }

    @ParameterizedTest(name = "C19: {0} with what is no visible character ({1}) does not burn the flow")
    @MethodSource("charsets")
    void charset(Method method, String parameters, TestGateway gateway) {
        untouched(method, parameters, gateway);
    }

    static Stream<Arguments> charsets() {
        return Stream.of("%00", "%0d%0a", "%0a", "%09", "%7f", "%ff", "%80", "%c3%a9", "%c0%af", "%e2%80%a8")
                .flatMap(text -> both(
                        "code=a" + text + "&state={state}",
                        "code=" + text + "&state={state}",
                        "code=a&state={state}" + text));
    }

    @ParameterizedTest(name = "C24: {0} with a signed response and nothing else ({1}) does not burn the flow")
    @MethodSource("signed")
    void jarm(Method method, String parameters, TestGateway gateway) {
        untouched(method, parameters, gateway);
    }

    static Stream<Arguments> signed() {
        // {"iss":"a","code":"b"}
        String jwt = "eyJhbGciOiJub25lIn0" + ".eyJpc3MiOiJhIiwiY29kZSI6ImIifQ.";
        return both("response=" + jwt, "response=" + jwt + "&state={state}");
    }

    private static Stream<Arguments> both(String... parameters) {
        return Stream.of(parameters)
                .flatMap(text -> Stream.of(Arguments.of(Method.POST, text), Arguments.of(Method.GET, text)));
    }

    private static void untouched(Method method, String parameters, TestGateway gateway) {
        Login login = gateway.login();
        CompletableFuture<Reply> parked = Seeds.parked(gateway, login);
        String filled = parameters
                .replace("{state}", login.state())
                .replace("{iss}", Forms.encode(gateway.provider().issuer()));

        method.send(gateway, filled).expectProblem(400, "invalid_request");

        assertThat(parked).isNotDone();
        login.respond("code-" + login.state()).expect(200);
        assertThat(parked.join().expect(200).json("result").getString("code")).isEqualTo("code-" + login.state());
    }

    @Test
    @DisplayName("C8: a correct callback with one iss succeeds")
    void one_iss(TestGateway gateway) {
        Login login = gateway.login().seeded();
        String iss = gateway.provider().issuer();

        gateway.postForm(CALLBACK, Map.of("code", "code-" + login.state(), "state", login.state(), "iss", iss))
                .expect(200);
    }
}

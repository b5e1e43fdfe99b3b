package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.Forms;
import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.RawSocket;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no right answer of a provider leaves the flow as it was: the right one is taken afterwards. */
@ExtendWith(GatewayExtension.class)
class FormInputTest {
    private static final String CALLBACK = "/pkce/response/code";
    private static final String FORM = "application/x-www-form-urlencoded";

    private final TestGateway gateway;
    private final Login login;

    FormInputTest(TestGateway gateway) {
        this.gateway = gateway;
        this.login = gateway.login().seeded();
    }

    private Reply post(String type, String body) {
        return gateway.postAsync(CALLBACK, type, body.replace("{state}", login.state()))
                .join();
    }

    private void untouched() {
        String code = "code-" + login.state();
        assertThat(login.respond(code).expect(200).json("result").getString("code"))
                .isEqualTo(code);
    }

    @ParameterizedTest(name = "M1, M3: {0} is refused")
    @ValueSource(
            strings = {
                "code=%zz&state={state}",
                "code=%&state={state}",
                "code=%4&state={state}",
                "%zz=a&code=c-{state}&state={state}",
                "code=%c0%af&state={state}",
                "code=%ff&state={state}",
                "code=%ed%a0%80&state={state}",
                "code=\u00e9&state={state}",
                "code=c-{state}%00&state={state}",
                "code=c-{state}%0d%0ab&state={state}"
            })
    void what_cannot_be_decoded_is_refused(String body) {
        post(FORM, body).expectProblem(400, "invalid_request");

        untouched();
    }

    @ParameterizedTest(name = "M2: {0} lacks a parameter")
    @ValueSource(
            strings = {
                "code[]=a&state={state}",
                "code[0]=a&state={state}",
                "code.0=a&state={state}",
                "code=a;state={state}",
                "code&state",
                "code=c-{state}&state",
                "code&state={state}",
                "&",
                "=",
                "&&=&=",
                "=a&=b",
                "{\"code\":\"a\",\"state\":\"{state}\"}"
            })
    void odd_shapes_lack_a_parameter(String body) {
        post(FORM, body).expectProblem(400, "invalid_request");

        untouched();
    }

    @ParameterizedTest(name = "M4: in a code {0} is [{1}], and goes to the provider as that")
    @CsvSource({"+, ' '", "%20, ' '", "%2B, +", "%26, &", "%3D, ="})
    void plus_means_space(String written, String meant) {
        String code = "c" + meant + login.state();
        Reply reply = post(FORM, "code=c" + written + "{state}&state={state}").expect(200);
        assertThat(reply.json("result").getString("code")).isEqualTo(code);

        gateway.postJson("/pkce/token", login.tokenCall(code)).expectProblem(400, "invalid_grant");

        assertThat(gateway.provider().recorder().at("/oauth/token"))
                .singleElement()
                .satisfies(call -> assertThat(call.form().all("code")).containsExactly(code));
    }

    @Test
    @DisplayName("M5: a body that ends before its length changes nothing")
    void a_short_body_changes_nothing() throws Exception {
        String whole = "code=c-" + login.state() + "&state=" + login.state();
        for (boolean half : new boolean[] {true, false}) {
            try (RawSocket socket = RawSocket.open(gateway)) {
                socket.send("POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(CALLBACK, Conversation.host(gateway), FORM, whole.length() + 1, whole));
                if (half) {
                    socket.shutdownOutput();
                    assertThat(socket.readToEnd(Duration.ofSeconds(30))).doesNotContain(" 200 ");
                }
            }
        }

        await().during(Duration.ofMillis(300))
                .until(() -> gateway.get("/pkce/code?state=" + login.state(), "Prefer", "wait=0")
                                .status()
                        == 202);
        untouched();
    }

    static Stream<Arguments> floods() {
        return Stream.of(
                Arguments.of("257 fields", 400, fields(255) + "&code=c-{state}&state={state}"),
                Arguments.of("5,000 fields", 400, fields(5_000) + "&code=c-{state}&state={state}"),
                Arguments.of("10,000 fields", 413, fields(10_000) + "&code=c-{state}&state={state}"),
                Arguments.of(
                        "a value of 24 KiB and a byte",
                        400,
                        "a=" + "b".repeat(24 * 1024 + 1) + "&code=c-{state}&state={state}"),
                Arguments.of("64 KiB and a byte", 413, "a".repeat(64 * 1024 + 1)));
    }

    private static String fields(int count) {
        return IntStream.range(0, count).mapToObj(i -> "a" + i + "=1").collect(Collectors.joining("&"));
    }

    @ParameterizedTest(name = "M6: {0} are too much")
    @MethodSource("floods")
    void floods_are_refused(String what, int status, String body) {
        post(FORM, body).expectProblem(status, "invalid_request");

        untouched();
    }

    @Test
    @DisplayName("M6: 256 fields are not, and neither is one long name")
    void many_fields_are_read() {
        post(FORM, fields(254) + "&code=c-{state}&state={state}").expect(200);
        post(FORM, "a".repeat(8193) + "=1&code=c-{state}&state={state}").expect(200);
    }

    @ParameterizedTest(name = "M7: the charset {0} is a 415")
    @ValueSource(strings = {"utf-16", "iso-8859-1", "utf-7"})
    void other_charsets_are_refused(String charset) {
        post(FORM + "; charset=" + charset, "code=c-{state}&state={state}").expectProblem(415, "invalid_request");

        untouched();
    }

    @ParameterizedTest(name = "M8: {0} is a state like any other that nobody knows")
    @ValueSource(strings = {"{\"a\":1}", "../x", "..", "%2e", "[]", "null", "*", "pkce.flows", "/etc/passwd"})
    void odd_states_are_unknown(String state) {
        Reply unknown = post(FORM, "code=c-{state}&state=" + "N".repeat(43));

        Reply reply = post(FORM, "code=c-{state}&state=" + Forms.encode(state));

        reply.expectProblem(400, "invalid_request");
        assertThat(reply.body()).isEqualTo(unknown.body());
        untouched();
    }
}

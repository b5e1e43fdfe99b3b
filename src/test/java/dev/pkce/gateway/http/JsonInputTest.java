package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.LogCapture;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies that are not the one JSON object of a call: refused at once, and the call itself still works afterwards. */
@ExtendWith(GatewayExtension.class)
class JsonInputTest {
    private static final String JSON = "application/json";
    private static final String SURROGATE = "\\ud800";

    private final TestGateway gateway;

    JsonInputTest(TestGateway gateway) {
        this.gateway = gateway;
    }

    private static Arguments row(String name, UnaryOperator<String> spoil) {
        return Arguments.of(name, spoil);
    }

    private static Stream<Arguments> syntax() {
        return Stream.of(
                row("L1: a body that breaks off at once", good -> "{"),
                row("L1: a body that breaks off", good -> good.substring(0, good.length() - 1)),
                row("L3: null", good -> "null"),
                row("L3: an array", good -> "[1]"),
                row("L3: an array of the right object", good -> "[" + good + "]"),
                row("L3: a string", good -> "\"x\""),
                row("L3: a number", good -> "1"),
                row("L3: a boolean", good -> "true"),
                row("L4: a member twice", good -> twice(good, "client_id")),
                row("L4: a member twice, escaped once", good -> twice(good, "client\\u005fid")),
                row("L4: an unknown member twice", good -> more(good, "\"x\":1,\"x\":1")),
                row("L4: a member twice further down", good -> more(good, "\"x\":{\"y\":1,\"y\":2}")),
                row("L5: NaN", good -> more(good, "\"x\":NaN")),
                row("L5: Infinity", good -> more(good, "\"x\":Infinity")),
                row("L5: -Infinity", good -> more(good, "\"x\":-Infinity")),
                row("L6: text after the object", good -> good + " x"),
                row("L6: two documents", good -> good + good),
                row("L6: a comma too many", good -> good.substring(0, good.length() - 1) + ",}"),
                row("L9: a comment", good -> "/* c */" + good),
                row("L9: a line comment", good -> "// c\n" + good),
                row("L9: a hash comment", good -> "# c\n" + good),
                row("L9: single quotes", good -> good.replace('"', '\'')),
                row("L9: names without quotes", good -> more(good, "x:1")));
    }

    private static Stream<Arguments> content() {
        return Stream.of(
                row("L7: a byte order mark", good -> "\uFEFF" + good),
                row("L10: half a surrogate pair", good -> end(good, "client_id", SURROGATE)),
                row("L10: the other half", good -> end(good, "redirect_uri", "\\udc00")),
                row("L10: a NUL", good -> end(good, "client_id", "\\u0000")),
                row("L10: a raw control", good -> end(good, "client_id", "\u0001")),
                row("L11: 17 objects in another", good -> more(good, nested("{\"a\":", "1", "}", 17))),
                row("L11: 1,001 arrays in another", good -> more(good, nested("[", "", "]", 1_001))),
                row("L11: 9,000 objects in another", good -> more(good, nested("{\"a\":", "1", "}", 9_000))),
                row("L11: 60,000 arrays in another", good -> more(good, "\"x\":" + "[".repeat(60_000))),
                row("L12: 1e400", good -> more(good, "\"x\":1e400")),
                row("L12: -1e400", good -> more(good, "\"x\":-1e400")),
                row("L12: 1e1000000000", good -> more(good, "\"x\":1e1000000000")),
                row("L12: 900 digits", good -> more(good, "\"x\":" + "9".repeat(900))),
                row("L12: 60,000 digits", good -> more(good, "\"x\":" + "9".repeat(60_000))),
                row("L12: 60,000 digits after the point", good -> more(good, "\"x\":0." + "9".repeat(60_000))));
    }

    private static String twice(String good, String name) {
        return good.substring(0, good.length() - 1) + ",\"" + name + "\":\"another\"}";
    }

    private static String more(String good, String members) {
        return "{" + members + "," + good.substring(1);
    }

    /** {@code good} with {@code text} at the end of the value of {@code member}. */
    private static String end(String good, String member, String text) {
        return good.replaceFirst("(\"" + member + "\":\"[^\"]*)\"", "$1" + text.replace("\\", "\\\\") + "\"");
    }

    private static String nested(String open, String inner, String close, int levels) {
        return "\"x\":" + open.repeat(levels) + inner + close.repeat(levels);
    }

    static Stream<Arguments> malformed() {
        return Stream.concat(syntax(), content())
                .flatMap(row -> Stream.of(JsonEndpoint.values())
                        .map(endpoint -> Arguments.of(row.get()[0], endpoint, row.get()[1])));
    }

    @ParameterizedTest(name = "{0} is refused as {1}", quoteTextArguments = false)
    @MethodSource("malformed")
    void what_is_not_one_plain_object_is_refused(String row, JsonEndpoint endpoint, UnaryOperator<String> spoil) {
        JsonEndpoint.Call call = endpoint.call(gateway);
        String spoilt = spoil.apply(call.body().encode());
        assertThat(spoilt).isNotEqualTo(call.body().encode());

        refused(call, JSON, spoilt.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<Arguments> charsets() {
        return Stream.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE")
                .flatMap(charset -> Stream.of(JsonEndpoint.values())
                        .map(endpoint -> Arguments.of(endpoint, Charset.forName(charset))));
    }

    @ParameterizedTest(name = "L8: {0} in {1} is refused")
    @MethodSource("charsets")
    void other_charsets_are_refused(JsonEndpoint endpoint, Charset charset) {
        JsonEndpoint.Call call = endpoint.call(gateway);

        refused(call, JSON, call.body().encode().getBytes(charset));
    }

    private static final int[][] NO_UTF8 = {
        {0xff}, {0xc0, 0xaf}, {0xed, 0xa0, 0x80}, {0xf4, 0x90, 0x80, 0x80}, {0xe2, 0x82}, {0x80}
    };

    static Stream<Arguments> noUtf8() {
        return Stream.of(NO_UTF8)
                .flatMap(bytes ->
                        Stream.of(JsonEndpoint.values()).map(endpoint -> Arguments.of(endpoint, latin1(bytes))));
    }

    private static String latin1(int[] bytes) {
        return IntStream.of(bytes).mapToObj(Character::toString).reduce("", String::concat);
    }

    @ParameterizedTest(name = "L8: {0} with bytes that are no UTF-8 is refused ({index})")
    @MethodSource("noUtf8")
    void invalid_utf8_is_refused(JsonEndpoint endpoint, String bytes) {
        JsonEndpoint.Call call = endpoint.call(gateway);

        refused(call, JSON, call.with("\"x\":\"" + bytes + "\"").getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest(
            name = "I3: a body of {0} that breaks off within a secret is quoted neither to the client nor in the log")
    @EnumSource
    void nothing_of_a_malformed_body_is_quoted(JsonEndpoint endpoint) {
        JsonEndpoint.Call call = endpoint.call(gateway);
        String canary = "canary-" + "v".repeat(40);
        try (LogCapture logs = new LogCapture()) {
            for (String rest : new String[] {"", "\"", "\"x", "\",,}", "\"}}", "\":1}", "\u0001\"}"}) {
                Reply reply = call.send("{\"code_verifier\":\"" + canary + rest).expectProblem(400, "invalid_request");
                assertThat(reply.toString()).doesNotContain("canary", "vvv", "line", "column", "json.");
            }
            assertThat(logs.text()).doesNotContain("canary");
        }
    }

    private static void refused(JsonEndpoint.Call call, String type, byte[] bytes) {
        int before = call.upstream();

        Reply reply = call.send(type, bytes).expectProblem(400, "invalid_request");

        assertThat(reply.body()).doesNotContain("Infinity", "jackson", "Exception");
        assertThat(call.upstream()).isEqualTo(before);
        call.good();
    }
}

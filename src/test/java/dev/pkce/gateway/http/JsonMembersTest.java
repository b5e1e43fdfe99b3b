package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Objects that are JSON, and what is in them. */
@ExtendWith(GatewayExtension.class)
class JsonMembersTest {
    private static final List<Object> WRONG =
            List.of(1, true, 1.5, new JsonObject(), new JsonArray(), new JsonArray().add("x"));

    private final TestGateway gateway;

    JsonMembersTest(TestGateway gateway) {
        this.gateway = gateway;
    }

    @Test
    @DisplayName("L2: a token call without a body is refused")
    void no_token_call() {
        gateway.post("/pkce/token", "Content-Type", "application/json").expectProblem(400, "invalid_request");
        gateway.post("/pkce/token").expectProblem(400, "invalid_request");
    }

    @Test
    @DisplayName("L2: a call for a code without a body is seeded as configured, and refused where nothing is")
    void no_seed(TestGateways gateways) {
        TestGateway configured = gateways.start(
                config -> config.getJsonArray("providers").getJsonObject(0).put("client-id", Login.CLIENT));

        assertThat(configured.post("/pkce/code").expect(202).json("seed").getString("client_id"))
                .isEqualTo(Login.CLIENT);
        gateway.post("/pkce/code").expectProblem(400, "invalid_request");
    }

    static Stream<Arguments> texts() {
        Stream<String> seed = Stream.of(
                "response_type",
                "state",
                "nonce",
                "redirect_uri",
                "code_challenge",
                "code_challenge_method",
                "domain",
                "audience",
                "screen_hint",
                "prompt",
                "organization",
                "invitation",
                "client_id",
                "response_mode");
        Stream<String> token =
                Stream.of("grant_type", "client_id", "code", "redirect_uri", "code_verifier", "audience", "domain");
        return Stream.concat(
                seed.map(name -> Arguments.of(JsonEndpoint.CODE, name)),
                token.map(name -> Arguments.of(JsonEndpoint.TOKEN, name)));
    }

    @ParameterizedTest(name = "L13: {1} of {0} that is no text is refused by name")
    @MethodSource("texts")
    void texts_are_texts(JsonEndpoint endpoint, String member) {
        JsonEndpoint.Call call = endpoint.call(gateway);
        int before = call.upstream();
        for (Object wrong : WRONG) {
            Reply reply = call.send(call.body().copy().put(member, wrong)).expectProblem(400, "invalid_request");
            assertThat(reply.json().getString("detail")).contains('"' + member + '"');
        }
        assertThat(call.upstream()).isEqualTo(before);
        call.good();
    }

    @ParameterizedTest(name = "L13: {0} that is {1} is refused by name")
    @CsvSource(
            delimiter = '|',
            value = {
                "scope | {} | invalid_scope",
                "scope | [1] | invalid_scope",
                "scope | [[\"openid\"]] | invalid_scope",
                "scope | [null] | invalid_scope",
                "scope | 1 | invalid_scope",
                "scope | true | invalid_scope",
                "ADDITIONAL_PARAMETERS | \"x\" | invalid_request",
                "ADDITIONAL_PARAMETERS | [] | invalid_request",
                "ADDITIONAL_PARAMETERS | 1 | invalid_request",
                "ADDITIONAL_PARAMETERS | {\"display\":1} | invalid_request",
                "ADDITIONAL_PARAMETERS | {\"display\":{\"a\":1}} | invalid_request"
            })
    void other_members_have_types_too(String member, String value, String error) {
        JsonEndpoint.Call call = JsonEndpoint.CODE.call(gateway);
        int before = call.upstream();
        Object wrong = new JsonArray("[" + value + "]").getValue(0);

        Reply reply = call.send(call.body().copy().put(member, wrong));

        assertThat(reply.json().getString("error")).isIn(error, "invalid_request");
        reply.expectProblem(400, reply.json().getString("error"));
        assertThat(reply.json().getString("detail")).contains(member.equals("scope") ? "scope" : "\"");
        assertThat(call.upstream()).isEqualTo(before);
        call.good();
    }

    @ParameterizedTest(name = "L14: {1} of {0} that is null is {2}")
    @CsvSource({
        "CODE, state, required",
        "CODE, nonce, required",
        "CODE, client_id, required",
        "CODE, scope, required",
        "CODE, response_type, required",
        "CODE, code_challenge, required",
        "CODE, code_challenge_method, required",
        "CODE, redirect_uri, absent",
        "CODE, audience, absent",
        "CODE, domain, absent",
        "CODE, prompt, absent",
        "CODE, schema, absent",
        "CODE, ADDITIONAL_PARAMETERS, absent",
        "TOKEN, grant_type, required",
        "TOKEN, client_id, required",
        "TOKEN, code, required",
        "TOKEN, code_verifier, required",
        "TOKEN, audience, absent",
        "TOKEN, schema, absent"
    })
    void null_means_absent(JsonEndpoint endpoint, String member, String meaning) {
        JsonEndpoint.Call call = endpoint.call(gateway);
        int before = call.upstream();
        Reply reply = call.send(call.body().copy().putNull(member));

        if (meaning.equals("required")) {
            assertThat(reply.expect(400).json().getString("detail")).contains('"' + member + '"');
            assertThat(call.upstream()).isEqualTo(before);
            call.good();
        } else {
            reply.expect(endpoint == JsonEndpoint.CODE ? 202 : 200);
        }
    }

    @ParameterizedTest(name = "L15: members of {0} that nobody knows are ignored, and make nothing of a type")
    @EnumSource
    void unknown_members_are_ignored(JsonEndpoint endpoint) {
        JsonEndpoint.Call call = endpoint.call(gateway);
        String members = "\"foo\":[1,{\"a\":null}],\"schema\":{\"migration\":0},\"__proto__\":{\"state\":\"x\"},"
                + "\"constructor\":{\"prototype\":{}},\"@type\":\"java.net.URL\",\"$type\":\"System.Object\","
                + "\"class\":\"javax.naming.InitialContext\",\"@class\":\"java.lang.Runtime\",\"\":1";

        Reply reply = call.send(call.with(members)).expect(endpoint == JsonEndpoint.CODE ? 202 : 200);

        assertThat(reply.body()).doesNotContain("\"foo\"", "__proto__", "java.net.URL", "InitialContext");
    }

    @ParameterizedTest(name = "L17: {0} is {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "text/plain | 415",
                "text/plain;charset=utf-8 | 415",
                "application/x-www-form-urlencoded | 415",
                "multipart/form-data; boundary=a | 415",
                "application/xml | 415",
                "text/json | 415",
                "application/jsonp | 415",
                "application/json, text/plain | 415",
                "application/json; charset=utf-8 | 200",
                "Application/JSON;charset=\"UTF-8\" | 200",
                "application/vnd.pieces+json | 200"
            })
    void only_json_is_json(String type, int status) {
        for (JsonEndpoint endpoint : JsonEndpoint.values()) {
            taken(endpoint.call(gateway), status, "Content-Type", type);
        }
    }

    @ParameterizedTest(name = "L17: a body of {0} without a type is a 415")
    @EnumSource
    void a_body_without_a_type(JsonEndpoint endpoint) throws Exception {
        JsonEndpoint.Call call = endpoint.call(gateway);
        String body = call.body().encode();

        Conversation answer = Conversation.of(
                gateway,
                "POST " + endpoint.path() + " HTTP/1.1\r\nHost: HOST\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body);

        assertThat(answer.statuses()).containsExactly(415, 200);
        call.good();
    }

    @ParameterizedTest(name = "L18: the charset {0} is a 415")
    @CsvSource({"iso-8859-1", "latin1", "utf-16", "us-ascii", "windows-1252"})
    void only_utf8_is_taken(String charset) {
        for (JsonEndpoint endpoint : JsonEndpoint.values()) {
            JsonEndpoint.Call call = endpoint.call(gateway);
            byte[] bytes = call.with("\"x\":\"\u00e9\"").getBytes(StandardCharsets.ISO_8859_1);
            call.send("application/json; charset=" + charset, bytes).expectProblem(415, "invalid_request");
            call.send("application/json", bytes).expectProblem(400, "invalid_request");
            call.good();
        }
    }

    private static void taken(JsonEndpoint.Call call, int status, String... header) {
        int before = call.upstream();
        Reply reply = call.send(header[1], call.body().encode().getBytes(StandardCharsets.UTF_8));
        if (status == 200) {
            assertThat(reply.status()).as(reply.body()).isIn(200, 202);
            return;
        }
        reply.expectProblem(status, "invalid_request");
        assertThat(call.upstream()).isEqualTo(before);
        call.good();
    }

    static Stream<Arguments> crowded() {
        return Stream.of(JsonEndpoint.values())
                .flatMap(endpoint -> Stream.of(
                        Arguments.of(
                                "5,000 members",
                                endpoint,
                                members(IntStream.range(0, 5_000).mapToObj(i -> "k" + i))),
                        Arguments.of(
                                "2,048 members with one hash code",
                                endpoint,
                                members(IntStream.range(0, 2_048).mapToObj(JsonMembersTest::colliding)))));
    }

    private static String members(Stream<String> names) {
        return names.map(name -> "\"" + name + "\":1").collect(Collectors.joining(","));
    }

    /** A name that has the hash code of all others: each pair of letters is one of two that have the same. */
    private static String colliding(int number) {
        return IntStream.range(0, 11)
                .mapToObj(bit -> (number >> bit & 1) == 0 ? "Aa" : "BB")
                .collect(Collectors.joining());
    }

    @ParameterizedTest(name = "L20: {0} more in {1} are read without delay")
    @MethodSource("crowded")
    void many_members_are_no_burden(String what, JsonEndpoint endpoint, String members) {
        JsonEndpoint.Call call = endpoint.call(gateway);
        long begun = System.nanoTime();

        Reply reply = call.send(call.with(members));

        assertThat(reply.status()).as(reply.body()).isIn(200, 202);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    }

    @ParameterizedTest(name = "L20: 10,000 members are too much for {0}")
    @EnumSource
    void too_many_members(JsonEndpoint endpoint) {
        JsonEndpoint.Call call = endpoint.call(gateway);

        call.send(call.with(members(IntStream.range(0, 10_000).mapToObj(i -> "k" + i))))
                .expectProblem(413, "invalid_request");

        call.good();
    }
}

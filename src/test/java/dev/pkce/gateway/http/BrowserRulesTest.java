package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.flow.Kept;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What web pages may and may not do with a gateway that their browser can reach. */
@ExtendWith(GatewayExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserRulesTest {
    private static final String APP = "https://app.example";
    private static final String EVIL = "https://evil.example";
    private static final List<String> PROGRAMS = List.of(
            "GET /pkce/challenge",
            "GET /pkce/code?state=a",
            "POST /pkce/code",
            "POST /pkce/token",
            "POST /pkce/clear",
            "POST /pkce/revoke");
    private static final List<String> BROWSERS = List.of(
            "GET /pkce/authorize?state=a", "GET /pkce/response/code?state=a&code=b", "POST /pkce/response/code");

    private TestGateway gateway;
    private TestGateway open;

    @BeforeAll
    void start(TestGateway gateway, TestGateways gateways) {
        this.gateway = gateway;
        open = gateways.start(config -> config.getJsonObject("http").put("allowed-origins", JsonArray.of(APP)));
    }

    static Stream<String> endpoints() {
        return Stream.concat(PROGRAMS.stream(), BROWSERS.stream());
    }

    private static Reply call(TestGateway gateway, String endpoint, String... headers) {
        String[] parts = endpoint.split(" ", 2);
        return gateway.send(parts[0], parts[1], "", headers).join();
    }

    private static void closed(Reply reply) {
        assertThat(reply.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control-"));
    }

    private int flows() {
        return Kept.flows(gateway.vertx()).size();
    }

    @ParameterizedTest(name = "K2: {0} under another name is refused")
    @MethodSource("endpoints")
    void other_hosts_are_refused(String endpoint) {
        int before = flows();
        for (String host : List.of(
                "evil.example",
                "evil.example:" + gateway.gateway().port(),
                "localhost.evil.example",
                "0.0.0.0:" + gateway.gateway().port())) {
            Reply reply = call(gateway, endpoint, "Host", host).expectProblem(403, "access_denied");
            assertThat(reply.body()).doesNotContain("verifier");
        }
        assertThat(flows()).isEqualTo(before);
    }

    @ParameterizedTest(name = "K3: the gateway is known as {0}")
    @ValueSource(
            strings = {
                "127.0.0.1:PORT",
                "localhost:PORT",
                "LocalHost:PORT",
                "[::1]:PORT",
                "signin.internal",
                "signin.internal:8443"
            })
    void good_hosts_are_served(String host, TestGateways gateways) {
        TestGateway named = gateways.start(config -> {
            config.getJsonObject("http").put("allowed-hosts", JsonArray.of("signin.internal", "signin.internal:8443"));
            config.getJsonObject("flows").put("binding", "confirm");
        });

        named.get(
                        "/pkce/challenge",
                        "Host",
                        host.replace("PORT", "" + named.gateway().port()))
                .expect(200);
    }

    @ParameterizedTest(name = "K4: {0} is refused")
    @CsvSource(
            delimiter = '|',
            value = {
                "two hosts | GET /pkce/challenge HTTP/1.1+Host: HOST+Host: evil.example",
                "one host twice | GET /pkce/challenge HTTP/1.1+Host: HOST+Host: HOST",
                "an empty host | GET /pkce/challenge HTTP/1.1+Host:",
                "no host | GET /pkce/challenge HTTP/1.1+X-A: b",
                "a list of hosts | GET /pkce/challenge HTTP/1.1+Host: HOST, evil.example",
                "a host with a user | GET /pkce/challenge HTTP/1.1+Host: evil.example@HOST",
                "another host in the target | GET http://evil.example/pkce/challenge HTTP/1.1+Host: HOST",
                "a longer host in the target | GET http://HOST.evil.example/pkce/challenge HTTP/1.1+Host: HOST",
                "a user in the target | GET http://HOST@evil.example/pkce/challenge HTTP/1.1+Host: HOST",
                "no host in the target | GET http:///pkce/challenge HTTP/1.1+Host: HOST",
                "another host than in the target | GET http://HOST/pkce/challenge HTTP/1.1+Host: evil.example"
            })
    void a_host_is_one_host(String what, String head) throws IOException {
        int before = flows();

        Conversation answer = Conversation.of(gateway, head.replace("+", "\r\n") + "\r\n\r\n");

        assertThat(answer.statuses()).first().isIn(400, 403);
        assertThat(flows()).isLessThanOrEqualTo(before + 1);
        assertThat(answer.text().split("\"verifier\"", -1)).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    @DisplayName("K4: a target that is a whole URL of ours is served")
    void a_whole_url_is_served() throws IOException {
        assertThat(Conversation.of(gateway, Conversation.get("http://HOST/pkce/challenge"))
                        .statuses())
                .containsExactly(200, 200);
    }

    @Test
    @DisplayName("K6: a page that has its own name lead here gets no verifier")
    void rebinding_is_refused() {
        String host = "rebind.evil:" + gateway.gateway().port();

        Reply reply = gateway.get(
                "/pkce/challenge", "Host", host, "Origin", "http://" + host, "Sec-Fetch-Site", "same-origin");

        reply.expectProblem(403, "access_denied");
        assertThat(reply.body()).doesNotContain("verifier");
        closed(reply);
    }

    @ParameterizedTest(name = "K7: {0} says nothing to a page elsewhere")
    @MethodSource("endpoints")
    void no_page_elsewhere_is_told(String endpoint) {
        for (String origin : List.of(EVIL, "null", "http://localhost:1", "http://127.0.0.1")) {
            Reply reply = call(gateway, endpoint, "Origin", origin);
            closed(reply);
            if (PROGRAMS.contains(endpoint)) {
                reply.expectProblem(403, "access_denied");
            }
        }
    }

    @ParameterizedTest(name = "K7: nor does the error {0}")
    @ValueSource(strings = {"GET /nothing", "PUT /pkce/code", "GET /pkce/token", "GET /pkce/challenge/"})
    void errors_say_nothing_either(String endpoint) {
        closed(call(gateway, endpoint, "Origin", EVIL).expect(403));
        closed(call(gateway, endpoint));
    }

    @ParameterizedTest(name = "K8, K13: {0} is asked for in vain by a page that is not listed")
    @MethodSource("endpoints")
    void a_preflight_of_others_is_refused(String endpoint) {
        for (String origin : List.of(EVIL, "null", APP + ".evil.example")) {
            Reply reply = preflight(endpoint, origin);
            assertThat(reply.status()).isIn(403, 405);
            closed(reply);
        }
    }

    @ParameterizedTest(name = "K8, K13: {0} is granted to a page that is listed, by its exact name")
    @ValueSource(
            strings = {
                "GET /pkce/challenge",
                "POST /pkce/code",
                "POST /pkce/token",
                "POST /pkce/clear",
                "POST /pkce/revoke"
            })
    void a_preflight_of_ours_is_granted(String endpoint) {
        Reply reply = preflight(endpoint, APP).expect(204);

        assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo(APP);
        assertThat(reply.header("Vary")).isEqualTo("Origin");
        assertThat(reply.header("Access-Control-Allow-Methods")).isEqualTo("GET, POST");
        assertThat(reply.header("Access-Control-Allow-Headers"))
                .isEqualTo("Content-Type, DPoP, Prefer, X-Application-ID");
        assertThat(reply.header("Access-Control-Allow-Private-Network")).isEqualTo("true");
        assertThat(reply.headers().map()).doesNotContainKey("access-control-allow-credentials");
        assertThat(reply.headers().map().toString()).doesNotContain("*");
    }

    private Reply preflight(String endpoint, String origin) {
        String[] parts = endpoint.split(" ", 2);
        return open.send(
                        "OPTIONS",
                        parts[1],
                        "",
                        "Origin",
                        origin,
                        "Access-Control-Request-Method",
                        parts[0],
                        "Access-Control-Request-Headers",
                        "content-type",
                        "Access-Control-Request-Private-Network",
                        "true")
                .join();
    }

    @ParameterizedTest(name = "K9: {0} is not " + APP)
    @ValueSource(
            strings = {
                "null",
                "https://app.example.evil.example",
                "https://evil-app.example",
                "http://app.example",
                "https://app.example:8443",
                "https://app.example:443",
                "https://APP.example",
                "https://app.example/",
                "https://app.example, https://evil.example",
                "https://sub.app.example",
                "app.example",
                "https://app.example.",
                ""
            })
    void other_origins_are_refused(String origin) {
        closed(open.get("/pkce/challenge", "Origin", origin).expectProblem(403, "access_denied"));
        open.get("/pkce/challenge", "Origin", APP).expect(200);
    }

    @ParameterizedTest(name = "K10: a call that a page can send without asking, as {0}, is a 415")
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=a",
                "text/plain; application/json"
            })
    void simple_requests_are_refused(String type) {
        for (JsonEndpoint endpoint : JsonEndpoint.values()) {
            JsonEndpoint.Call call = endpoint.call(gateway);
            int before = call.upstream();
            gateway.postAsync(endpoint.path(), type, call.body().encode())
                    .join()
                    .expectProblem(415, "invalid_request");
            assertThat(call.upstream()).isEqualTo(before);
            call.good();
        }
    }

    static Stream<Arguments> forged() {
        return Stream.of(
                Arguments.of("Origin", EVIL),
                Arguments.of("Origin", "null"),
                Arguments.of("Sec-Fetch-Site", "cross-site"),
                Arguments.of("Sec-Fetch-Site", "same-site"));
    }

    @ParameterizedTest(name = "K11: a page elsewhere ({0}: {1}) clears nothing")
    @MethodSource("forged")
    void a_page_elsewhere_clears_nothing(String field, String value) {
        Login login = gateway.login().seeded();

        gateway.post("/pkce/clear", field, value).expectProblem(403, "access_denied");
        gateway.post("/pkce/clear?state=" + login.state(), field, value).expectProblem(403, "access_denied");

        gateway.get("/pkce/code?state=" + login.state(), "Prefer", "wait=0").expect(202);
    }

    @ParameterizedTest(name = "K14, C20: the answer that a page of {0} posts in its tab is taken")
    @ValueSource(strings = {"https://tenant.auth0.com", "null"})
    void providers_post_their_answers(String origin) {
        Login login = gateway.login().seeded();

        login.respond(
                        "code-" + login.state(),
                        "Origin",
                        origin,
                        "Sec-Fetch-Site",
                        "cross-site",
                        "Sec-Fetch-Mode",
                        "navigate",
                        "Sec-Fetch-Dest",
                        "document")
                .expect(200);
    }

    private static final Map<String, String[]> CLIENTS = Map.of(
            "fetch of Node.js", new String[] {"Sec-Fetch-Mode", "cors", "User-Agent", "node", "Accept-Language", "*"},
            "urllib3 of Python",
                    new String[] {"User-Agent", "OpenAPI-Generator/4.1.0/python", "Accept", "application/json"},
            "OkHttp of Kotlin", new String[] {"User-Agent", "okhttp/4.12.0", "Accept", "application/json, text/html"},
            "curl", new String[] {"User-Agent", "curl/8.5.0", "Accept", "*/*"},
            "a person who types the address", new String[] {"Sec-Fetch-Site", "none", "Sec-Fetch-Mode", "navigate"});

    static Stream<Arguments> clients() {
        return CLIENTS.entrySet().stream().map(client -> Arguments.of(client.getKey(), client.getValue()));
    }

    @ParameterizedTest(name = "K12: {0} signs in")
    @MethodSource("clients")
    void programs_pass(String name, String[] headers) {
        Login login = gateway.login();
        String code = login.approved();

        gateway.get("/pkce/challenge", headers).expect(200);
        gateway.postJson("/pkce/code", login.seed(), headers).expect(200);
        assertThat(gateway.postJson("/pkce/token", login.tokenCall(code), headers)
                        .expect(200)
                        .body())
                .contains("access_token");
        gateway.post("/pkce/clear", headers).expect(204);
    }
}

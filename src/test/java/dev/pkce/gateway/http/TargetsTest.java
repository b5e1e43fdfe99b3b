package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.RawSocket;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.flow.Kept;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Request lines as no client writes them; each is answered once, with a problem, and makes no flow. */
@ExtendWith(GatewayExtension.class)
class TargetsTest {
    private static final String PROBLEM = "content-type: application/problem+json";

    private final TestGateway gateway;
    private int flows;

    TargetsTest(TestGateway gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void count() {
        flows = flows();
    }

    @AfterEach
    void others_are_served() {
        gateway.login().whole();
    }

    private int flows() {
        return Kept.flows(gateway.vertx()).size();
    }

    /** Fails unless it is answered with this problem, and the good request after it in turn. */
    private Conversation problem(int status, String bytes) throws IOException {
        Conversation conversation = Conversation.of(gateway, bytes);
        assertThat(conversation.statuses()).as(bytes).containsExactly(status, 200);
        assertThat(conversation.text()).contains(PROBLEM, "cache-control: no-store");
        assertThat(flows()).as("the flow of the good request").isEqualTo(flows + 1);
        return conversation;
    }

    @ParameterizedTest(name = "N5: there is nothing at {0}, though it could be tidied into a path of ours")
    @ValueSource(
            strings = {
                "/pkce/challenge/",
                "//pkce/challenge",
                "/pkce//challenge",
                "/./pkce/challenge",
                "/pkce/./challenge",
                "/pkce/x/../challenge",
                "/x/../pkce/challenge",
                "/pkce/challenge/.",
                "/pkce/challenge/x/..",
                "/../pkce/challenge"
            })
    void no_path_is_tidied(String target) throws IOException {
        problem(404, Conversation.get(target));
    }

    @ParameterizedTest(name = "N5: {0} clears nothing, whatever it could be tidied into")
    @ValueSource(strings = {"/pkce/clear/", "/pkce//clear", "/pkce/response/code/../../clear"})
    void the_rules_for_browsers_cannot_be_gone_around(String target) throws IOException {
        Login login = gateway.login().seeded();

        Conversation.of(
                gateway,
                "POST " + target
                        + " HTTP/1.1\r\nHost: HOST\r\nOrigin: https://evil.example\r\nContent-Length: 0\r\n\r\n");

        gateway.get("/pkce/code?state=" + login.state(), "Prefer", "wait=0").expect(202);
    }

    @ParameterizedTest(name = "N6, N7: there is nothing at {0}")
    @ValueSource(
            strings = {
                "/pkce%2Fchallenge",
                "/pkce%2fchallenge",
                "/pkce/%63hallenge",
                "/pkce/x/%2e%2e/challenge",
                "/%2e/pkce/challenge",
                "/pkce/challenge%00",
                "/pkce/challenge;a=b",
                "/pkce;a=b/challenge",
                "/pkce\\challenge",
                "/pkce/%5cchallenge",
                "/pkce/CHALLENGE",
                "/PKCE/challenge",
                "/pkce/challenge%20",
                "/pkce/challenge#x",
                "/pkce/challenge%",
                "/pkce/challenge%zz",
                "/%",
                "/%zz",
                "/\u00e9"
            })
    void no_path_is_decoded(String target) throws IOException {
        problem(404, Conversation.get(target));
    }

    @Test
    @DisplayName("N7: a query that is not percent-encoded is ignored where no query is read, and 400 elsewhere")
    void a_malformed_query() throws IOException {
        assertThat(Conversation.of(gateway, Conversation.get("/pkce/challenge?x=%zz"))
                        .statuses())
                .containsExactly(200, 200);
        for (String path : new String[] {"/pkce/code", "/pkce/authorize", "/pkce/response/code"}) {
            assertThat(Conversation.of(gateway, Conversation.get(path + "?state=%zz"))
                            .statuses())
                    .containsExactly(400, 200);
        }
    }

    @ParameterizedTest(name = "N12: there is no file {0}")
    @ValueSource(
            strings = {
                "/.git/config",
                "/..%2f..%2fetc/passwd",
                "/../../etc/passwd",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/conf/gateway.yaml",
                "/..%5c..%5cconf/gateway.yaml",
                "/logback.xml",
                "/webroot/index.html",
                "/META-INF/MANIFEST.MF",
                "/dev/pkce/gateway/http/callback.html"
            })
    void there_are_no_files(String target) throws IOException {
        problem(404, Conversation.get(target));
    }

    @ParameterizedTest(name = "N2, N3: {0} is a 405 that names what may be sent, and echoes nothing")
    @ValueSource(
            strings = {
                "OPTIONS *",
                "OPTIONS /pkce/challenge",
                "TRACE /pkce/challenge",
                "TRACE /pkce/token",
                "CONNECT evil.example:443",
                "CONNECT HOST",
                "CONNECT /pkce/challenge",
                "FOO /pkce/challenge",
                "get /pkce/challenge"
            })
    void other_methods(String line) throws IOException {
        Conversation answer = problem(405, line + " HTTP/1.1\r\nHost: HOST\r\nX-Echo: canary-3f\r\n\r\n");

        assertThat(answer.text()).contains("allow: ").doesNotContain("canary-3f");
    }

    @ParameterizedTest(name = "N3: {0} is no method")
    @ValueSource(strings = {"G=T /pkce/challenge HTTP/1.1", "G\u0001T /pkce/challenge HTTP/1.1"})
    void no_method_at_all(String line) throws IOException {
        assertThat(Conversation.of(gateway, line + "\r\nHost: HOST\r\n\r\n").statuses())
                .containsExactly(400);
    }

    @Test
    @DisplayName("N8: a request line of more than 16 KiB is a 414, a header of more a 431, and a code of 6 KiB fits")
    void a_head_that_is_too_large() throws IOException {
        assertThat(Conversation.of(gateway, Conversation.get("/" + "a".repeat(17_000)))
                        .statuses())
                .containsExactly(414);
        assertThat(Conversation.of(gateway, Conversation.get("/pkce/challenge", "X-A: " + "a".repeat(17_000) + "\r\n"))
                        .statuses())
                .containsExactly(431);
        assertThat(Conversation.of(gateway, Conversation.get("/pkce/challenge?a=" + "a".repeat(6 * 1024)))
                        .statuses())
                .containsExactly(200, 200);
    }

    @ParameterizedTest(name = "N9: {0} does not make another method of a GET")
    @ValueSource(strings = {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method"})
    void methods_cannot_be_overridden(String field) {
        Login login = gateway.login().seeded();

        gateway.get("/pkce/clear", field, "POST").expectProblem(405, "invalid_request");
        gateway.get("/pkce/clear?_method=POST").expectProblem(405, "invalid_request");
        gateway.post("/pkce/challenge", field, "GET").expectProblem(405, "invalid_request");

        gateway.get("/pkce/code?state=" + login.state(), "Prefer", "wait=0").expect(202);
    }

    @ParameterizedTest(name = "N10: {0} is refused with {1}")
    @CsvSource({
        "GET /pkce/challenge, 400",
        "GET /pkce/challenge HTTP/1.0, 403",
        "GET /pkce/challenge HTTP/2.5, 501",
        "GET /pkce/challenge HTTP/1.2, 501",
        "GET /pkce/challenge HTTP/1.x, 400",
        "GET /pkce/challenge HTTP/11, 400"
    })
    void other_versions(String line, int status) throws IOException {
        Conversation answer = Conversation.of(gateway, line + "\r\n\r\n");

        assertThat(answer.statuses()).first().isEqualTo(status);
        assertThat(answer.statuses()).doesNotContain(200);
        assertThat(flows()).isEqualTo(flows);
    }

    @Test
    @DisplayName("N11: a body that is too large is refused before it is asked for, and so is one of another type")
    void a_body_that_is_refused_is_not_asked_for() throws IOException {
        for (String[] refused : new String[][] {
            {"413", "application/json", "10485760"},
            {"415", "application/xml", "2"},
            {"403", "application/json\r\nOrigin: https://evil.example", "2"}
        }) {
            try (RawSocket socket = RawSocket.open(gateway)) {
                socket.send(post("100-continue", refused[1], refused[2]));
                assertThat(socket.readTo("\r\n\r\n", Duration.ofSeconds(10))).startsWith("HTTP/1.1 " + refused[0]);
            }
        }
    }

    @Test
    @DisplayName("N11: a body that may come is asked for")
    void a_body_that_may_come_is_asked_for() throws IOException {
        try (RawSocket socket = RawSocket.open(gateway)) {
            socket.send(post("100-continue", "application/json", "2"));
            assertThat(socket.readTo("\r\n\r\n", Duration.ofSeconds(10))).startsWith("HTTP/1.1 100");
            socket.send("{}");
            assertThat(socket.readTo("\r\n\r\n", Duration.ofSeconds(10))).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    @DisplayName("N11: any other expectation is a 417")
    void other_expectations() throws IOException {
        problem(417, post("foo", "application/json", "2") + "{}");
        flows = flows();
        problem(417, Conversation.get("/pkce/challenge", "Expect: foo\r\n"));
    }

    private String post(String expectation, String type, String length) {
        String head =
                "POST /pkce/token HTTP/1.1\r\nHost: %s\r\nExpect: %s\r\nContent-Type: %s\r\nContent-Length: %s\r\n\r\n";
        return head.formatted(Conversation.host(gateway), expectation, type, length);
    }
}

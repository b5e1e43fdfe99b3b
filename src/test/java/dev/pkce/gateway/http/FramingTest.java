package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.Forms;
import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.LogCapture;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.RawSocket;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What could be one request to a proxy and two to the gateway must be none: refused, and the connection closed. */
@ExtendWith(GatewayExtension.class)
class FramingTest {
    private static final String POST = "POST /pkce/token HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/json\r\n";
    private static final String CHUNKS = "\r\n\r\n2\r\n{}\r\n0\r\n\r\n";

    private final TestGateway gateway;

    FramingTest(TestGateway gateway) {
        this.gateway = gateway;
    }

    @AfterEach
    void others_are_served() {
        gateway.login().whole();
    }

    private void refused(String bytes) throws IOException {
        Conversation answer = Conversation.of(gateway, bytes);
        assertThat(answer.statuses()).as(answer.text()).containsExactly(400);
        assertThat(answer.text()).contains("content-type: application/problem+json");
    }

    @ParameterizedTest(name = "O1: a length and chunks together are refused in HTTP/{0}")
    @ValueSource(strings = {"1.1", "1.0"})
    void length_and_chunks(String version) throws IOException {
        String post = POST.replace("HTTP/1.1", "HTTP/" + version) + "Connection: keep-alive\r\n";
        refused(post + "Content-Length: 4\r\nTransfer-Encoding: chunked" + CHUNKS);
        refused(post + "Transfer-Encoding: chunked\r\nContent-Length: 4" + CHUNKS);
        refused(post + "Content-Length: 0\r\nTransfer-Encoding: chunked" + CHUNKS);
    }

    @ParameterizedTest(name = "O2: the coding {0} is refused")
    @ValueSource(
            strings = {
                "xchunked",
                "identity",
                "chunked, identity",
                "chunked, chunked",
                "gzip, chunked",
                "chunked;a=b",
                "\"chunked\"",
                "",
                "chunked\r\nTransfer-Encoding: identity",
                "identity\r\nTransfer-Encoding: chunked",
                "chunked\r\nTransfer-Encoding: chunked"
            })
    void other_codings(String coding) throws IOException {
        refused(POST + "Transfer-Encoding: " + coding + CHUNKS);
    }

    @ParameterizedTest(name = "O3: the length {0} is refused")
    @ValueSource(
            strings = {
                "2\r\nContent-Length: 2",
                "2\r\nContent-Length: 3",
                "2, 2",
                "2, 3",
                "2 2",
                "+0",
                "-1",
                "abc",
                "0x2",
                "2;",
                "",
                "99999999999999999999999"
            })
    void other_lengths(String length) throws IOException {
        refused(POST + "Content-Length: " + length + "\r\n\r\n{}");
    }

    @ParameterizedTest(name = "O4: the field {0} is refused")
    @ValueSource(
            strings = {
                "Transfer-Encoding : chunked",
                "Transfer-Encoding\t: chunked",
                "Transfer-Encoding\0: chunked",
                "Transfer-Encoding: \u000bchunked",
                "Transfer-Encoding:\u000cchunked",
                "Content-Length : 2"
            })
    void spaced_fields(String field) throws IOException {
        refused(POST + field + CHUNKS);
    }

    @ParameterizedTest(name = "O5: a body of these chunks is never the end of a request ({index})")
    @ValueSource(
            strings = {
                "2\n{}\n0\n\n",
                "2\n{}\r\n0\r\n\r\n",
                "2\r\n{}\n0\r\n\r\n",
                "2;a=\"\r\n{}\r\n0\r\n\r\n",
                "1;a=\"\r\nX\"\r\n{\r\n0\r\n\r\n",
                "2;a\rb\r\n{}\r\n0\r\n\r\n",
                "0x2\r\n{}\r\n0\r\n\r\n",
                "-2\r\n{}\r\n0\r\n\r\n",
                "+2\r\n{}\r\n0\r\n\r\n",
                " 2\r\n{}\r\n0\r\n\r\n",
                "2 \r\n{}\r\n0\r\n\r\n",
                "100000002\r\n{}\r\n0\r\n\r\n",
                "10000000000000002\r\n{}\r\n0\r\n\r\n",
                "2\r\n{}0\r\n\r\n",
                "\r\n{}\r\n0\r\n\r\n",
                "2\r\n{}\r\n0\r\nX y\r\n\r\n"
            })
    void chunk_grammar(String chunks) throws IOException {
        try (LogCapture logs = new LogCapture()) {
            Conversation answer = Conversation.of(gateway, POST + "Transfer-Encoding: chunked\r\n\r\n" + chunks);

            assertThat(answer.statuses()).as(answer.text()).isSubsetOf(400).hasSizeLessThanOrEqualTo(1);
            assertThat(logs.text()).isEmpty();
        }
    }

    @Test
    @DisplayName(
            "O6: a folded field is one line with a space in it (RFC 9112 section 5.2), which makes nothing of another")
    void folded_fields() throws IOException {
        assertThat(Conversation.of(gateway, Conversation.get("/pkce/challenge", "X-A: b\r\n c\r\n"))
                        .statuses())
                .containsExactly(200, 200);
        refused(POST + "Content-Length: 1\r\n 2\r\n\r\n{}");
        refused(POST + "Transfer-Encoding: x\r\n chunked" + CHUNKS);
        for (String folded : new String[] {"Host: evil\r\n HOST\r\n", "Host: HOST\r\n Origin: x\r\n"}) {
            assertThat(Conversation.of(gateway, "GET /pkce/challenge HTTP/1.1\r\n" + folded + "\r\n")
                            .statuses())
                    .first()
                    .isIn(400, 403);
        }
    }

    @ParameterizedTest(name = "O7: a field as of number {index} is refused")
    @ValueSource(
            strings = {
                "XA",
                ": b",
                "X A: b",
                "X-A : b",
                "X\0A: b",
                "X\u0001A: b",
                "X(A: b",
                "X\u00e9: b",
                "X-A: b\0c",
                "X-A: b\u0001c",
                "X-A: b\rc",
                "X-A: b\r",
                "X-A: b\nX-B: c"
            })
    void header_grammar(String line) throws IOException {
        refused(Conversation.get("/pkce/challenge", line + "\r\n"));
    }

    @Test
    @DisplayName("O7: lines that end in LF alone are refused")
    void bare_line_feeds() throws IOException {
        refused(Conversation.get("/pkce/challenge").replace("\r\n", "\n"));
    }

    @Test
    @DisplayName("O8: no line break of any input reaches a header")
    void no_response_is_split() {
        String split = "x\r\nX-Split: canary\r\n\r\nHTTP/1.1 200 OK";
        String encoded = Forms.encode(split);
        Login login = gateway.login().seeded();
        List<Reply> replies = List.of(
                gateway.get("/pkce/challenge?x=" + encoded),
                gateway.get("/pkce/code?state=" + encoded),
                gateway.get("/pkce/authorize?state=" + encoded),
                gateway.get("/pkce/response/code?code=" + encoded + "&state=" + login.state()),
                gateway.get("/pkce/" + encoded),
                gateway.post("/pkce/clear?state=" + encoded),
                gateway.postForm("/pkce/response/code", Map.of("state", split, "code", split, "error", split)),
                gateway.postForm("/pkce/response/code", Map.of("state", login.state(), "error", split)),
                gateway.postJson("/pkce/code", gateway.login().seed().put("organization", split)),
                gateway.postJson("/pkce/code", gateway.login().seed().put("redirect_uri", split)),
                gateway.postJson("/pkce/token", login.tokenCall(split)));

        assertThat(replies)
                .allSatisfy(reply -> assertThat(reply.headers().map().toString())
                        .doesNotContainIgnoringCase("split")
                        .doesNotContain("canary"));
    }

    @Test
    @DisplayName("O13: a hundred requests in one piece are answered in their order, one by one")
    void pipelining() throws IOException {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            requests.append(Conversation.get("/pkce/challenge")).append(Conversation.get("/nothing"));
        }

        List<Integer> statuses = Conversation.of(gateway, requests.toString()).statuses();

        assertThat(statuses).hasSize(101);
        for (int i = 0; i < 100; i++) {
            assertThat(statuses.get(i)).isEqualTo(i % 2 == 0 ? 200 : 404);
        }
    }

    @Test
    @DisplayName("O14: many fields are read while they are small together, and 431 after that")
    void many_fields() throws IOException {
        String some = String.join("", Collections.nCopies(250, "X-A: b\r\n"));
        String many = String.join("", Collections.nCopies(10_000, "X-A: b\r\n"));

        assertThat(Conversation.of(gateway, Conversation.get("/pkce/challenge", some))
                        .statuses())
                .containsExactly(200, 200);
        assertThat(Conversation.of(gateway, Conversation.get("/pkce/challenge", many))
                        .statuses())
                .isSubsetOf(431);
    }

    @ParameterizedTest(name = "K15, O17: a connection is not turned into another protocol by {0}")
    @ValueSource(
            strings = {
                "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
                "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            })
    void no_upgrade(String fields) throws IOException {
        for (String path : Paths.ALLOWED.keySet()) {
            Conversation answer = Conversation.of(gateway, Conversation.get(path, "Connection: Upgrade\r\n", fields));
            assertThat(answer.statuses()).hasSize(2).doesNotContain(101);
            assertThat(answer.text()).doesNotContainIgnoringCase("upgrade").doesNotContain("sec-websocket");
        }
    }

    @Test
    @DisplayName("O17: HTTP/2 by prior knowledge is refused")
    void no_prior_knowledge() throws IOException {
        try (RawSocket socket = RawSocket.open(gateway)) {
            socket.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0");
            assertThat(socket.readToEnd(Duration.ofSeconds(30)))
                    .contains(" 501 ")
                    .doesNotContain("\0");
        }
    }

    @Test
    @DisplayName("O19: answers with secrets are not compressed, whatever the client takes")
    void nothing_is_compressed() {
        String[] accept = {"Accept-Encoding", "gzip, deflate, br, zstd"};
        Login login = gateway.login();
        String code = login.approved();

        assertThat(gateway.get("/pkce/challenge", accept).expect(200).header("Content-Encoding"))
                .isEmpty();
        assertThat(gateway.postJson("/pkce/token", login.tokenCall(code), accept)
                        .expect(200)
                        .header("Content-Encoding"))
                .isEmpty();
    }
}

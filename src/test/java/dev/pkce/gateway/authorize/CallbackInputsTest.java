package dev.pkce.gateway.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.Forms;
import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.LogCapture;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.RawSocket;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What browsers and providers put into a callback besides a code and a state, and how much of it. */
@ExtendWith(GatewayExtension.class)
class CallbackInputsTest {
    private static final String CALLBACK = "/pkce/response/code";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String CANARY = "canary-b84d02";
    private static final Duration LONGEST = Duration.ofSeconds(20);

    @ParameterizedTest(name = "C15: no answer sets a cookie, and one that is sent means nothing: {0}")
    @ValueSource(strings = {"session=a", "auth_verification=%7B%22state%22%3A%22a%22%7D", "a=b; state=c; code=d", "=;"})
    void no_session(String cookie, TestGateway gateway) {
        Login login = gateway.login();
        List<Reply> replies = List.of(
                gateway.get("/pkce/challenge", "Cookie", cookie).expect(200),
                gateway.postJson("/pkce/code", login.seed(), "Cookie", cookie, "Prefer", "respond-async")
                        .expect(202),
                gateway.get("/pkce/authorize?state=" + login.state(), "Cookie", cookie)
                        .expect(302),
                login.respond(code(login), "Cookie", cookie).expect(200),
                login.respond(code(login), "Cookie", cookie, "Accept", "text/html")
                        .expect(200),
                login.respond("another", "Cookie", cookie).expect(400),
                gateway.get("/pkce/code?state=" + login.state(), "Cookie", cookie)
                        .expect(200),
                gateway.postJson("/pkce/token", login.tokenCall(code(login)), "Cookie", cookie)
                        .expect(400),
                gateway.post("/pkce/clear", "Cookie", cookie).expect(204));

        assertThat(replies)
                .allSatisfy(reply -> assertThat(reply.headers().map()).doesNotContainKeys("set-cookie", "set-cookie2"));
    }

    @ParameterizedTest(name = "C16, S8: a body of type {0} is refused, leaves no file, and does not burn the flow")
    @ValueSource(strings = {"multipart/form-data; boundary=b", "text/plain", "application/json", "application/xml", ""})
    void other_types(String type, TestGateway gateway) {
        Login login = gateway.login().seeded();
        String part = "--b\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n%s\r\n";
        String multipart = part.formatted("code", "", "a")
                + part.formatted("state", "", login.state())
                + part.formatted("file", "; filename=\"" + CANARY + "\"", CANARY)
                + "--b--\r\n";
        String body = type.startsWith("multipart") ? multipart : parameters("a", login);
        String[] header = type.isEmpty() ? new String[0] : new String[] {"Content-Type", type};

        gateway.send("POST", CALLBACK, body, header).join().expectProblem(415, "invalid_request");

        assertThat(Files.exists(Path.of("file-uploads"))).isFalse();
        login.respond(code(login)).expect(200);
    }

    // HTTP/2 is not offered (O17), so this is all of the ways that a code can come.
    @ParameterizedTest(name = "C17: a code of {0} KiB is taken, in segments of {1} bytes")
    @CsvSource({"1,100000", "2,100000", "4,100000", "6,100000", "1,500", "2,500", "4,500", "6,500"})
    void long_codes(int kib, int segment, TestGateway gateway) throws Exception {
        Login login = gateway.login();
        CompletableFuture<Reply> parked = Seeds.parked(gateway, login);
        String code = login.state() + "-._~".repeat(kib * 256);
        String body = parameters(code, login);
        String request =
                "POST %s HTTP/1.1\r\nHost: localhost:%d\r\nConnection: close\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(CALLBACK, gateway.gateway().port(), FORM, body.length(), body);

        String answer;
        try (RawSocket socket = RawSocket.open(gateway)) {
            for (int from = 0; from < request.length(); from += segment) {
                socket.send(request.substring(from, Math.min(request.length(), from + segment)));
            }
            answer = socket.readToEnd(LONGEST);
        }

        assertThat(answer).startsWith("HTTP/1.1 200 ").contains(code);
        assertThat(parked.join().expect(200).json("result").getString("code")).isEqualTo(code);
    }

    @Test
    @DisplayName("C18: a code of 8 KiB is taken; more of it, of the fields or of the body is not, and burns nothing")
    void over_the_limit(TestGateway gateway) {
        Login login = gateway.login().seeded();
        String right = parameters(code(login), login);
        String fields =
                IntStream.range(0, 255).mapToObj(i -> "&f" + i + "=" + CANARY).collect(Collectors.joining());

        for (String body : List.of(parameters("a".repeat(8193), login), right + fields)) {
            Reply refusal = post(gateway, body).expectProblem(400, "invalid_request");
            assertThat(refusal.body()).doesNotContain(CANARY);
        }
        Reply tooLarge = post(gateway, right + "&schema=" + "a".repeat(64 * 1024 + 1 - right.length() - 8));

        tooLarge.expectProblem(413, "invalid_request");
        String longest = login.state() + "a".repeat(8192 - login.state().length());
        assertThat(post(gateway, parameters(longest, login))
                        .expect(200)
                        .json("result")
                        .getString("code"))
                .isEqualTo(longest);
    }

    @ParameterizedTest(name = "C20: a form that a page of {0} posts is taken")
    @ValueSource(strings = {"https://tenant.auth0.com", "null", "https://login.example:8443"})
    void cross_site(String origin, TestGateway gateway) {
        Login login = gateway.login();
        CompletableFuture<Reply> parked = Seeds.parked(gateway, login);
        String[] browser = {
            "Origin", origin,
            "Sec-Fetch-Site", "cross-site",
            "Sec-Fetch-Mode", "navigate",
            "Sec-Fetch-Dest", "document",
            "Accept", "text/html"
        };

        Reply page = login.respond(code(login), browser).expect(200);

        assertThat(page.headers().map()).doesNotContainKey("access-control-allow-origin");
        assertThat(parked.join().expect(200).json("result").getString("code")).isEqualTo(code(login));
    }

    @Test
    @DisplayName(
            "C21: an answer that comes while nobody waits is kept for whoever asks for its flow, and for nobody else")
    void early(TestGateway gateway) {
        Login login = gateway.login().seeded();
        Login other = gateway.login().seeded();

        login.respond(code(login)).expect(200);

        JsonObject result = new JsonObject().put("code", code(login)).put("state", login.state());
        assertThat(login.park().join().expect(200).json("result")).isEqualTo(result);
        assertThat(gateway.get("/pkce/code?state=" + login.state()).expect(200).json("result"))
                .isEqualTo(result);
        gateway.get("/pkce/code?state=" + other.state(), "Prefer", "respond-async")
                .expect(202);
    }

    @Test
    @DisplayName("C22: members that nobody knows are neither kept nor logged nor passed on")
    void unknown_members(TestGateway gateway) {
        Login login = gateway.login();
        CompletableFuture<Reply> parked = Seeds.parked(gateway, login);
        Map<String, String> form = new LinkedHashMap<>(Map.of("code", code(login), "state", login.state()));
        List.of("session_state", "id_token", "access_token", "foo", "scope", "authuser")
                .forEach(name -> form.put(name, CANARY));

        String logged;
        try (LogCapture logs = new LogCapture()) {
            Reply callback = gateway.postForm(CALLBACK, form).expect(200);
            assertThat(callback.json())
                    .isEqualTo(new JsonObject()
                            .put(
                                    "result",
                                    new JsonObject().put("code", code(login)).put("state", login.state())));
            logged = logs.text();
        }

        assertThat(parked.join().expect(200).toString()).doesNotContain(CANARY);
        assertThat(logged).doesNotContain(CANARY);
        Object kept = gateway.vertx().sharedData().getLocalMap("pkce.flows").get(login.state());
        assertThat(kept).isNotNull().asString().doesNotContain(CANARY);
    }

    private static Reply post(TestGateway gateway, String body) {
        return gateway.postAsync(CALLBACK, FORM, body).join();
    }

    private static String parameters(String code, Login login) {
        return Forms.encode(Map.of("code", code, "state", login.state()));
    }

    private static String code(Login login) {
        return "code-" + login.state();
    }
}

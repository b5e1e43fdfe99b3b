package dev.pkce.gateway.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.Forms;
import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.LogCapture;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Person;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(GatewayExtension.class)
class CallbackTest {
    private static final String CALLBACK = "/pkce/response/code";
    private static final String FORM = "application/x-www-form-urlencoded;charset=UTF-8";

    @Test
    @DisplayName("C1: the callback answers with the result, so does the parked caller, and the state is consumed")
    void happy_path(TestGateway gateway) {
        Login login = gateway.login();
        CompletableFuture<Reply> parked = Seeds.parked(gateway, login);

        Reply callback = login.respond(code(login)).expect(200);

        assertThat(callback.header("Content-Type")).isEqualTo("application/json");
        JsonObject result = new JsonObject().put("code", code(login)).put("state", login.state());
        assertThat(callback.json()).isEqualTo(new JsonObject().put("result", result));
        assertThat(parked.join().expect(200).json("result")).isEqualTo(result);
        login.respond("another").expectProblem(400, "invalid_request");
        assertThat(login.park().join().expect(200).json("result")).isEqualTo(result);
    }

    @Test
    @DisplayName("C2: the form of the TypeScript client, schema first, is answered with JSON")
    void typescript_client(TestGateway gateway) {
        Login login = gateway.login().seeded();

        Reply reply = post(gateway, "schema=%5Bobject+Blob%5D&code=" + code(login) + "&state=" + login.state());

        assertThat(reply.expect(200).json("result").getString("code")).isEqualTo(code(login));
    }

    @ParameterizedTest(name = "C3: schema is ignored, whatever it is ({index})")
    @MethodSource("schemas")
    void schema_is_ignored(String schema, TestGateway gateway) {
        Login login = gateway.login().seeded();

        Reply reply = post(gateway, schema + "&code=" + code(login) + "&state=" + login.state());

        assertThat(reply.expect(200).json("result").getString("code")).isEqualTo(code(login));
    }

    static Stream<String> schemas() {
        return Stream.of(
                "schema=" + "a".repeat(7 * 1024),
                "schema=" + Forms.encode("{\"migration\":0,\"semantic\":\"MAJOR_0_MINOR_0_PATCH_1\"}"),
                "schema=",
                "schema",
                "schema=a&schema=b",
                "schema=%00%ff");
    }

    @ParameterizedTest(name = "C4: Accept {0} gets {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "|application/json",
                "*/*|application/json",
                "application/json|application/json",
                "application/json, text/html|application/json",
                "text/html;q=0.5, application/json|application/json",
                "image/png|application/json",
                "image/*|application/json",
                "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
                        + "|text/html; charset=utf-8",
                "text/html|text/html; charset=utf-8"
            })
    void accept(String accept, String type, TestGateway gateway) {
        Login login = gateway.login().seeded();

        Reply reply = accept == null ? login.respond(code(login)) : login.respond(code(login), "Accept", accept);

        assertThat(reply.expect(200).header("Content-Type")).isEqualTo(type);
        if (type.startsWith("text/html")) {
            assertThat(reply.body()).doesNotContain(code(login), login.state());
        }
    }

    @Test
    @DisplayName("C9: the body counts, the query does not, and is not logged")
    void body_only(TestGateway gateway) {
        Login other = gateway.login().seeded();
        Login login = gateway.login().seeded();
        String logged;
        try (LogCapture logs = new LogCapture()) {
            Map<String, String> body = Map.of("code", code(login), "state", login.state());
            Reply reply = gateway.postForm(CALLBACK + "?code=canary-Q&state=" + other.state(), body);
            gateway.post(CALLBACK + "?code=canary-Q&state=" + other.state()).expectProblem(400, "invalid_request");
            assertThat(reply.expect(200).json("result").getString("code")).isEqualTo(code(login));
            logged = logs.text();
        }

        assertThat(logged).doesNotContain("canary-Q", login.state(), other.state());
        other.respond(code(other)).expect(200);
    }

    @Test
    @DisplayName("C10: a person who says no: 400 for the callback and for the parked caller, and the flow is gone")
    void denied(TestGateway gateway) {
        Login login = gateway.login();
        CompletableFuture<Reply> parked = Seeds.parked(gateway, login);

        Reply callback = gateway.postForm(CALLBACK, Map.of("error", "access_denied", "state", login.state()));

        callback.expectProblem(400, "access_denied");
        parked.join().expectProblem(400, "access_denied");
        login.respond(code(login)).expectProblem(400, "invalid_request");
        gateway.postJson("/pkce/token", login.tokenCall(code(login))).expect(400);
    }

    @Test
    @DisplayName("C10: a person who says no in a browser sees a page")
    void denied_in_a_browser(TestGateway gateway) {
        Login login = gateway.login();
        CompletableFuture<Reply> parked = Seeds.parked(gateway, login);

        HttpResponse<String> page = new Person(gateway).act(login.state(), "deny");

        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.body()).contains("not signed in").doesNotContain("access_denied", login.state());
        parked.join().expectProblem(400, "access_denied");
    }

    @Test
    @DisplayName("P13: the same answer again is told the same, before and after the exchange; another code is refused")
    void replay(TestGateway gateway) {
        Login login = gateway.login();
        CompletableFuture<Reply> parked = Seeds.parked(gateway, login);
        String code = login.signIn();
        String query = "?code=" + code + "&state=" + login.state();
        String first = parked.join().expect(200).body();

        for (int exchanged = 0; exchanged < 2; exchanged++) {
            Reply page = gateway.get(CALLBACK + query, "Accept", "text/html").expect(200);
            assertThat(page.body()).contains("You are signed in");
            assertThat(login.respond(code, "Accept", "text/html").expect(200).body())
                    .isEqualTo(page.body());
            assertThat(login.respond(code).expect(200).json("result").getString("code"))
                    .isEqualTo(code);
            login.respond("another").expectProblem(400, "invalid_request");
            assertThat(gateway.provider().recorder().count("/oauth/token")).isEqualTo(exchanged);
            if (exchanged == 0) {
                assertThat(login.park().join().expect(200).body()).isEqualTo(first);
                login.token(code).expect(200);
            }
        }
    }

    private static Reply post(TestGateway gateway, String body) {
        return gateway.postAsync(CALLBACK, FORM, body).join();
    }

    private static String code(Login login) {
        return "code-" + login.state();
    }
}

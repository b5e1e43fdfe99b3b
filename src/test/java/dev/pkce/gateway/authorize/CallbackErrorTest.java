package dev.pkce.gateway.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.Forms;
import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.LogCapture;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors that come to the callback, from a provider or from somebody who pretends to be one. */
@ExtendWith(GatewayExtension.class)
class CallbackErrorTest {
    private static final String CALLBACK = "/pkce/response/code";
    private static final String CANARY = "canary-90a1fe";
    private static final String NO_WORDS = "The identity provider refused the request.";

    @ParameterizedTest(name = "C11: a forged error is not shown as {0}, and touches no flow")
    @ValueSource(strings = {"application/json", "text/html"})
    void forged(String accept, TestGateway gateway) {
        Login login = gateway.login();
        CompletableFuture<Reply> parked = Seeds.parked(gateway, login);
        Map<String, String> forged = Map.of(
                "error", "<b>" + CANARY,
                "error_description", "<script>" + CANARY + "</script>",
                "error_uri", "https://evil.example/" + CANARY,
                "state", CANARY + "N".repeat(32));

        try (LogCapture logs = new LogCapture()) {
            Reply posted = gateway.postForm(CALLBACK, forged, "Accept", accept).expect(400);
            Reply gotten = gateway.get(CALLBACK + "?" + Forms.encode(forged), "Accept", accept)
                    .expect(400);

            assertThat(posted.toString() + gotten + logs.text()).doesNotContain(CANARY, "evil.example");
        }
        assertThat(gateway.provider().recorder().count("/oauth/token")).isZero();
        assertThat(parked).isNotDone();
        login.respond("code-" + login.state()).expect(200);
        parked.join().expect(200);
    }

    @ParameterizedTest(name = "C13: the error {0}, which nobody registered, is a server_error")
    @ValueSource(strings = {CANARY, "ACCESS_DENIED", "access_denied ", "<b>", "access_denied\r\nX: y", "é", "UNKNOWN"})
    void unregistered(String error, TestGateway gateway) {
        Reply told = told(gateway, error, CANARY);

        told.expectProblem(400, "server_error");
        assertThat(told.json().getString("detail")).isEqualTo(CANARY);
    }

    @ParameterizedTest(name = "C13: an error text with a character that has no place there is dropped ({index})")
    @ValueSource(
            strings = {
                CANARY + "\u0000",
                CANARY + "\r\nSet-Cookie: a=b",
                CANARY + "\"",
                CANARY + "\\",
                CANARY + "\u007f",
                CANARY + "é",
                CANARY + "\u202e",
                "<a href=https://evil.example>" + CANARY + "</a>",
                ""
            })
    void unclean(String text, TestGateway gateway) {
        Reply told = told(gateway, "access_denied", text);

        told.expectProblem(400, "access_denied");
        assertThat(told.json().getString("detail")).isEqualTo(NO_WORDS);
    }

    @Test
    @DisplayName("C13: a long error text is cut to 256 characters, and one of 500 KB refused without burning the flow")
    void long_texts(TestGateway gateway) {
        Login login = gateway.login().seeded();
        String[] tooLong = {"error", "access_denied", "state", login.state(), "error_description", "x".repeat(500_000)};

        gateway.postForm(CALLBACK, form(tooLong)).expectProblem(413, "invalid_request");
        gateway.get("/pkce/code?state=" + login.state(), "Prefer", "respond-async")
                .expect(202);

        Reply told = told(gateway, "access_denied", "x".repeat(8_000));
        assertThat(told.expectProblem(400, "access_denied").json().getString("detail"))
                .isEqualTo("x".repeat(256));
    }

    /** What the waiting caller is told; the person sees a page without any of it. */
    private static Reply told(TestGateway gateway, String error, String description) {
        Login login = gateway.login();
        CompletableFuture<Reply> parked = Seeds.parked(gateway, login);
        Map<String, String> form = form("error", error, "state", login.state(), "error_description", description);

        Reply page = gateway.postForm(CALLBACK, form, "Accept", "text/html").expect(400);

        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.toString()).doesNotContain(CANARY, "xxx", "access_denied", "evil.example");
        return parked.join();
    }

    private static Map<String, String> form(String... pairs) {
        Map<String, String> form = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            form.put(pairs[i], pairs[i + 1]);
        }
        return form;
    }
}

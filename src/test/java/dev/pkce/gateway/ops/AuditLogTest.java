package dev.pkce.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.api.Cause;
import dev.pkce.gateway.api.FlowEvent;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

@ExtendWith(GatewayExtension.class)
class AuditLogTest {
    private final Logger audit = (Logger) LoggerFactory.getLogger("pkce.audit");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final TestGateway gateway;

    AuditLogTest(TestGateway gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void listen() {
        lines.list = new CopyOnWriteArrayList<>();
        lines.start();
        audit.setLevel(Level.INFO);
        audit.addAppender(lines);
    }

    @AfterEach
    void leave() {
        audit.detachAppender(lines);
        audit.setLevel(null);
    }

    private List<String> texts() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private List<String> types() {
        return texts().stream()
                .map(line -> line.substring("type=".length(), line.indexOf(' ')))
                .toList();
    }

    @Test
    void an_event_is_one_line_of_text_and_of_keys_with_values() {
        Cause cause = Cause.of(Cause.Reason.OTHER_BROWSER, Problem.otherBrowser());
        FlowEvent.Timing timing = new FlowEvent.Timing(1_700_000_000_000L, 25, 5);

        new AuditLog().write(new FlowEvent(FlowEvent.Type.REFUSED, "abc-DEF_1234", timing, "my \"own\"", cause, null));

        ILoggingEvent line = lines.list.get(0);
        assertThat(line.getLevel()).isEqualTo(Level.INFO);
        assertThat(line.getFormattedMessage())
                .isEqualTo("type=refused flow=abc-DEF_1234 at=1700000000000 age=25 since=5 provider=\"my \\\"own\\\"\""
                        + " reason=other_browser error=access_denied"
                        + " detail=\"The browser is not the one that began the flow, or sent no cookie.\"");
        assertThat(line.getKeyValuePairs())
                .extracting(pair -> pair.key)
                .containsExactly("type", "flow", "at", "age", "since", "provider", "reason", "error", "detail");
        assertThat(line.getKeyValuePairs()).extracting(pair -> pair.value).contains("refused", 25L);
    }

    @Test
    @DisplayName("I1: the audit log tells a whole login, a replay and a clear, and nothing that is secret")
    void logins_are_told() {
        Login login = gateway.login();
        String token = login.whole().json("auth0", "oAuth", "token").getString("access_token");
        String code = gateway.get("/pkce/code?state=" + login.state()).body();
        assertThat(code).doesNotContain(token);
        Login cleared = gateway.login().seeded();
        gateway.post("/pkce/clear?state=" + cleared.state()).expect(204);

        await().untilAsserted(() ->
                assertThat(types()).containsExactly("seeded", "answered", "redeemed", "seeded", "cleared"));
        assertThat(String.join("\n", texts()))
                .doesNotContain(login.state(), login.verifier(), token, cleared.state(), "127.0.0.1");
    }

    @Test
    void what_is_refused_is_told_with_its_reason() {
        Login login = gateway.login().seeded();
        login.respond("code-of-a-stranger").expect(200);
        login.respond("another").expectProblem(400, "invalid_request");
        gateway.postJson("/pkce/token", login.tokenCall("code-of-a-stranger").put("code_verifier", "w".repeat(43)))
                .expectProblem(400, "invalid_grant");

        await().untilAsserted(() -> assertThat(types()).containsExactly("seeded", "answered", "refused", "refused"));
        assertThat(texts().get(2)).contains("reason=second_answer error=invalid_request");
        assertThat(texts().get(3)).contains("reason=wrong_verifier error=invalid_grant");
    }

    @Test
    void a_browser_that_did_not_begin_the_flow_is_told_of(TestGateways gateways) {
        TestGateway bound =
                gateways.start(config -> config.getJsonObject("flows").put("binding", "cookie"));
        Login login = bound.login().seeded();

        login.respond("code").expectProblem(403, "access_denied");
        bound.postForm("/pkce/response/code", Map.of("code", "code", "state", "nobody's"))
                .expectProblem(403, "access_denied");

        await().untilAsserted(() -> assertThat(types()).containsExactly("seeded", "refused"));
        assertThat(texts().get(1)).contains("reason=other_browser");
    }

    @Test
    void a_refresh_token_that_the_provider_takes_no_more_is_told_of_with_its_flow() {
        Login login = gateway.login();
        Reply tokens = login.token(login.approved(
                login.seed().put("scope", new JsonArray().add("openid").add("offline_access"))));
        String refresh = tokens.expect(200).json("auth0", "oAuth", "token").getString("refresh_token");
        gateway.provider().faults().once(Leg.TOKEN, Fault.json(400, "{\"error\":\"invalid_grant\"}"));

        gateway.postJson(
                        "/pkce/token",
                        new JsonObject()
                                .put("grant_type", "refresh_token")
                                .put("client_id", Login.CLIENT)
                                .put("refresh_token", refresh))
                .expectProblem(400, "invalid_grant");

        await().untilAsserted(() -> assertThat(types()).containsExactly("seeded", "answered", "redeemed", "refused"));
        assertThat(texts().get(3)).contains("reason=refresh_refused error=invalid_grant");
        assertThat(texts())
                .map(line -> line.split(" ", 3)[1])
                .containsOnly(texts().get(0).split(" ", 3)[1]);
    }
}

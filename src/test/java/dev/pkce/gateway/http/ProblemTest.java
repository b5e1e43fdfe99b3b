package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.Crowd;
import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every failure has one form, and no answer at all may be cached. */
@ExtendWith(GatewayExtension.class)
class ProblemTest {
    private static final String CANARY = "canary-51d0b2";
    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String HTML = "text/html";

    private final TestGateway gateway;
    private final DevelopmentProvider provider;

    ProblemTest(TestGateway gateway, DevelopmentProvider provider) {
        this.gateway = gateway;
        this.provider = provider;
    }

    @AfterEach
    void nothing_of_it_stays() {
        gateway.post("/pkce/clear").expect(204);
    }

    @ParameterizedTest(name = "F9, I2, I12: {0} {1} as {2} is a problem {4} {5}")
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /pkce/code | application/json | {\"canary-51d0b2\": | 400 | invalid_request",
                "POST | /pkce/code | application/json | {\"response_type\":\"token\"} | 400 | unsupported_response_type",
                "POST | /pkce/code | text/plain | canary-51d0b2 | 415 | invalid_request",
                "GET  | /pkce/code | application/json | '' | 400 | invalid_request",
                "GET  | /pkce/code?state=canary-51d0b2 | application/json | '' | 400 | invalid_request",
                "GET  | /pkce/authorize?state=canary-51d0b2 | application/json | '' | 400 | invalid_request",
                "POST | /pkce/response/code | application/x-www-form-urlencoded | state=canary-51d0b2&code=a | 400 | invalid_request",
                "POST | /pkce/response/code | application/x-www-form-urlencoded | a=%zz | 400 | invalid_request",
                "POST | /pkce/response/code | multipart/form-data; boundary=a | --a | 415 | invalid_request",
                "POST | /pkce/response/code | multipart/form-data; boundary | '' | 400 | invalid_request",
                "POST | /pkce/confirm | multipart/form-data; boundary= | '' | 400 | invalid_request",
                "POST | /pkce/token | multipart/form-data; boundary= | '' | 400 | invalid_request",
                "GET  | /pkce/response/code?state=canary-51d0b2&code=a | application/json | '' | 400 | invalid_request",
                "POST | /pkce/token | application/json | [\"canary-51d0b2\"] | 400 | invalid_request",
                "POST | /pkce/token | application/json | {\"grant_type\":\"canary-51d0b2\"} | 400 | unsupported_grant_type",
                "POST | /pkce/token | application/xml | <canary-51d0b2/> | 415 | invalid_request",
                "POST | /pkce/revoke | application/json | {\"token\":\"canary-51d0b2\"} | 400 | invalid_request",
                "POST | /pkce/revoke | text/plain | canary-51d0b2 | 415 | invalid_request",
                "PUT  | /pkce/challenge | application/json | {} | 405 | invalid_request",
                "GET  | /pkce/clear | application/json | '' | 405 | invalid_request",
                "GET  | /canary-51d0b2 | application/json | '' | 404 | invalid_request"
            })
    void a_refused_request_is_a_problem(
            String method, String path, String type, String body, int status, String error) {
        failed(gateway.send(method, path, body, "Content-Type", type).join(), status, error);
    }

    @ParameterizedTest(name = "F9, I2, I12: a body of more than 64 KiB at {0} is a problem 413")
    @CsvSource({"/pkce/code," + JSON, "/pkce/response/code," + FORM, "/pkce/token," + JSON, "/pkce/revoke," + JSON})
    void a_body_that_is_too_large_is_a_problem(String path, String type) {
        failed(gateway.postAsync(path, type, "a".repeat(64 * 1024 + 1)).join(), 413, "invalid_request");
    }

    @ParameterizedTest(name = "F9, I2, I12: a request of a foreign page for {0} is a problem 403")
    @ValueSource(strings = {"/pkce/challenge", "/pkce/code?state=a", "/", "/nothing"})
    void a_foreign_origin_is_a_problem(String path) {
        failed(gateway.get(path, "Origin", "https://" + CANARY + ".example"), 403, "access_denied");
        failed(gateway.get(path, "Host", CANARY + ".example"), 403, "access_denied");
    }

    @Test
    @DisplayName("F9, I2, I12: a request line or header that is too long is a problem 414 or 431")
    void a_head_that_is_too_large_is_a_problem() {
        failed(gateway.get("/pkce/challenge?" + CANARY.repeat(2_000)), 414, "invalid_request");
        failed(gateway.get("/pkce/challenge", "X-Long", CANARY.repeat(2_000)), 431, "invalid_request");
    }

    @ParameterizedTest(name = "F9, I2, I12: a provider that answers the token call with {0} is a problem {1} {2}")
    @CsvSource({
        "400, 400, invalid_grant",
        "429, 429, temporarily_unavailable",
        "500, 502, server_error",
        "200, 502, server_error"
    })
    void a_failing_provider_is_a_problem(int answered, int status, String error) {
        Login login = gateway.login();
        String code = login.approved();
        String oauth = answered == 400 ? "\"error\":\"invalid_grant\"," : "";
        provider.faults().once(Leg.TOKEN, Fault.json(answered, "{" + oauth + "\"internal\":\"" + CANARY + "\"}"));

        failed(login.token(code), status, error);
    }

    @Test
    @DisplayName("F9, I2, I12: a seed in use, a cleared flow and an expired one are problems 409, 410 and 504")
    void what_ends_a_wait_is_a_problem(TestGateways gateways) throws Exception {
        Crowd.Member member = Crowd.park(gateway, 1).get(0);
        Login login = member.login();
        JsonObject other = login.seed().put("prompt", "login");
        failed(gateway.postJson("/pkce/code", other), 409, "flow_in_progress");
        gateway.post("/pkce/clear?state=" + login.state()).expect(204);
        failed(member.caller().join(), 410, "flow_cleared");

        TestGateway brief = gateways.start(config -> config.put("flows", new JsonObject().put("ttl", "2s")));
        failed(brief.login().park().join(), 504, "flow_expired");
    }

    @Test
    @DisplayName("F9, I2, I12: a gateway at its limit is a problem 503 with advice when to come again")
    void a_full_gateway_is_a_problem(TestGateways gateways) {
        TestGateway small = gateways.start(config -> config.put("flows", new JsonObject().put("max", 1)));
        small.login();

        Reply reply = small.get("/pkce/challenge");

        failed(reply, 503, "temporarily_unavailable");
        assertThat(reply.header("Retry-After")).matches("[1-9][0-9]*");
    }

    @Test
    @DisplayName("F10: no success may be cached either, in JSON, as a page, empty or on its way elsewhere")
    void no_success_may_be_cached() {
        Login login = gateway.login();
        notCached(gateway.get("/pkce/challenge").expect(200));
        notCached(
                gateway.postJson("/pkce/code", login.seed(), "Prefer", "wait=0").expect(202));
        notCached(gateway.get("/pkce/code?state=" + login.state(), "Prefer", "wait=0")
                .expect(202));
        notCached(gateway.get("/pkce/authorize?state=" + login.state()).expect(302));
        String code = login.signIn();
        notCached(login.respond(code).expect(200));
        notCached(page(login.respond(code, "Accept", HTML).expect(200)));
        notCached(login.token(code).expect(200));
        notCached(gateway.post("/pkce/clear").expect(204));
    }

    @Test
    @DisplayName("F10: no page of a failure may be cached")
    void no_page_of_a_failure_may_be_cached() {
        Map<String, String> unknown = Map.of("state", CANARY, "code", CANARY);

        notCached(page(
                gateway.postForm("/pkce/response/code", unknown, "Accept", HTML).expect(400)));
        notCached(page(gateway.postForm("/pkce/response/code", Map.of(), "Accept", HTML)
                .expect(400)));
        notCached(page(
                gateway.get("/pkce/authorize?state=" + CANARY, "Accept", HTML).expect(400)));
    }

    private static Reply page(Reply reply) {
        assertThat(reply.header("Content-Type")).startsWith(HTML);
        assertThat(reply.body()).doesNotContain(CANARY);
        return reply;
    }

    private static void failed(Reply reply, int status, String error) {
        reply.expectProblem(status, error);
        assertThat(reply.json().getString("type")).startsWith("urn:");
        assertThat(reply.json().getString("title")).isNotEmpty();
        assertThat(reply.json().getString("detail")).isNotEmpty();
        assertThat(reply.body()).doesNotContain(CANARY, "dev.pkce", "Exception", "java", "io.vertx", "\\n", "\\t");
        assertThat(reply.headers().map()).doesNotContainKeys("set-cookie", "server", "via", "x-powered-by");
        notCached(reply);
    }

    private static void notCached(Reply reply) {
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        assertThat(reply.headers().map()).doesNotContainKeys("etag", "last-modified", "expires");
    }
}

package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(GatewayExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CookieBindingTest {
    private static final String HTML = "text/html";
    private static final String PAGE = "https://app.example";

    private TestGateway gateway;

    @BeforeAll
    void start(TestGateways gateways) {
        gateway = gateways.start(config -> {
            config.getJsonObject("flows").put("binding", "cookie");
            config.getJsonObject("http").put("allowed-origins", new JsonArray().add(PAGE));
        });
    }

    @Test
    void the_browser_that_began_a_flow_finishes_it() {
        Started flow = started();

        assertThat(respond(flow, "its-code", flow.cookie())
                        .expect(200)
                        .json("result")
                        .getString("code"))
                .isEqualTo("its-code");
        respond(flow, "its-code", flow.cookie()).expect(200);
    }

    @Test
    void another_browser_cannot_and_leaves_the_flow_as_it_was() {
        Started flow = started();
        Started other = started();

        respond(flow, "stolen", "").expectProblem(403, "access_denied");
        respond(flow, "stolen", other.cookie()).expectProblem(403, "access_denied");
        respond(flow, "stolen", flow.cookie().replaceFirst("=.*", "=guessed")).expectProblem(403, "access_denied");
        gateway.get("/pkce/response/code?code=stolen&state=" + flow.login().state())
                .expectProblem(403, "access_denied");
        respond(flow, "right", flow.cookie()).expect(200);
    }

    /** What a sub-domain may set, as no browser takes such a name for one that begins with {@code __Host-}. */
    @ParameterizedTest
    @ValueSource(strings = {",", ",,", "theme=dark; ,", "theme=dark;,", "x"})
    void a_cookie_whose_name_only_resembles_the_right_one_is_another(String before) {
        Started flow = started();

        respond(flow, "planted", before + flow.cookie()).expectProblem(403, "access_denied");
        respond(flow, "right-" + flow.login().state(), "theme=\"dark; " + flow.cookie() + "; last=x")
                .expect(200);
    }

    @Test
    void another_browser_is_not_even_sent_to_the_provider() {
        Started flow = started();
        String link = "/pkce/authorize?state=" + flow.login().state();

        assertThat(gateway.get(link, "Accept", HTML).expect(403).body()).contains("This sign-in was started elsewhere");
        assertThat(gateway.get(link, "Cookie", flow.cookie()).expect(302).header("Location"))
                .startsWith(gateway.provider().issuer());
    }

    @Test
    void an_unknown_state_is_told_from_a_known_one_by_nobody() {
        Reply unknown = gateway.postForm("/pkce/response/code", Map.of("code", "c", "state", "x".repeat(43)));

        assertThat(unknown.body()).isEqualTo(respond(started(), "c", "").body());
    }

    @Test
    void the_cookie_is_for_this_host_over_tls_alone_and_ends_with_the_flow() {
        String cookie = gateway.get("/pkce/challenge").expect(200).header("Set-Cookie");

        assertThat(cookie)
                .startsWith("__Host-pkce-")
                .containsIgnoringCase("Path=/;")
                .containsIgnoringCase("Secure")
                .containsIgnoringCase("HttpOnly")
                .containsIgnoringCase("SameSite=None")
                .containsIgnoringCase("Max-Age=600")
                .doesNotContainIgnoringCase("Domain");
    }

    @Test
    void a_browser_that_brings_a_challenge_of_its_own_gets_its_cookie_before_it_leaves() {
        Login own = Login.foreign(
                gateway,
                "a-state-that-a-browser-made-" + System.nanoTime(),
                "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
                "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");

        Reply pending = gateway.postJson("/pkce/code", own.seed(), "Prefer", "respond-async")
                .expect(202);
        Reply asked = gateway.get("/pkce/code?state=" + own.state(), "Prefer", "respond-async")
                .expect(202);

        assertThat(asked.header("Set-Cookie")).as("for whoever knows the state").isEmpty();
        respond(new Started(own, cookie(pending)), "own", cookie(pending)).expect(200);
    }

    @Test
    void the_oldest_cookies_go_before_they_are_too_many_for_a_header() {
        String held = String.join(
                "; ",
                IntStream.range(0, 14).mapToObj(i -> "__Host-pkce-" + i + "=x").toList());

        List<String> set = gateway.get("/pkce/challenge", "Cookie", "theme=dark; " + held)
                .expect(200)
                .headers()
                .allValues("Set-Cookie");

        assertThat(set).hasSize(4);
        assertThat(set.stream()
                        .filter(cookie -> cookie.contains("Max-Age=0"))
                        .map(cookie -> cookie.replaceFirst("=.*", "")))
                .containsExactlyInAnyOrder("__Host-pkce-0", "__Host-pkce-1", "__Host-pkce-2");
    }

    @Test
    void a_flow_that_is_asked_for_again_keeps_its_cookie_however_old() {
        Started flow = started();
        String others = String.join(
                "; ",
                IntStream.range(0, 12).mapToObj(i -> "__Host-pkce-" + i + "=x").toList());

        List<String> set = gateway.postJson(
                        "/pkce/code",
                        flow.login().seed(),
                        "Prefer",
                        "respond-async",
                        "Cookie",
                        flow.cookie() + "; " + others)
                .expect(202)
                .headers()
                .allValues("Set-Cookie");

        assertThat(set).hasSize(2).anyMatch(cookie -> cookie.startsWith(flow.cookie() + ";"));
        assertThat(set).anyMatch(cookie -> cookie.startsWith("__Host-pkce-0=;"));
    }

    @Test
    void pages_that_may_call_send_their_cookies_and_no_others() {
        Reply allowed = gateway.get("/pkce/challenge", "Origin", PAGE).expect(200);

        assertThat(allowed.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
        assertThat(gateway.get("/pkce/challenge", "Origin", "https://evil.example")
                        .expect(403)
                        .headers()
                        .map())
                .doesNotContainKeys("access-control-allow-credentials", "set-cookie");
    }

    @Test
    void without_that_binding_no_cookie_is_set(TestGateway plain) {
        assertThat(plain.get("/pkce/challenge").expect(200).headers().map()).doesNotContainKey("set-cookie");
    }

    private record Started(Login login, String cookie) {}

    private Started started() {
        Reply challenge = gateway.get("/pkce/challenge").expect(200);
        Login login = Login.of(gateway, challenge.json("challenge"));
        return new Started(login.seeded(), cookie(challenge));
    }

    private static String cookie(Reply reply) {
        return reply.header("Set-Cookie").replaceFirst(";.*", "");
    }

    private static Reply respond(Started flow, String code, String cookie) {
        return cookie.isEmpty() ? flow.login().respond(code) : flow.login().respond(code, "Cookie", cookie);
    }
}

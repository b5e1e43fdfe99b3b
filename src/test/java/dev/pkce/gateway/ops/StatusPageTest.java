package dev.pkce.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.RawSocket;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.Browser;
import dev.pkce.gateway.trace.FlowHash;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(GatewayExtension.class)
class StatusPageTest {
    private final Browser browser = new Browser();
    private final TestGateway gateway;

    StatusPageTest(TestGateway gateway) {
        this.gateway = gateway;
    }

    private HttpResponse<String> get(String path, String... headers) {
        return browser.get("http://127.0.0.1:" + gateway.gateway().managementPort() + path, headers);
    }

    private Document page(String path) {
        return Jsoup.parse(get(path, "Accept", "text/html,*/*;q=0.8").body());
    }

    /** A login whose person declined, once the journal knows. */
    private Login denied() {
        Login login = gateway.login().seeded();
        gateway.postForm("/pkce/response/code", Map.of("error", "access_denied", "state", login.state()));
        await().until(() -> get(path(login)).body().contains("access_denied"));
        return login;
    }

    private static String path(Login login) {
        return "/flows/" + FlowHash.of(login.state());
    }

    @Test
    void it_tells_how_the_gateway_is_and_links_each_failed_login_to_what_happened() {
        Login login = denied();

        Document status = page("/");
        Document timeline = page(status.expectFirst("#failed a[href$=" + FlowHash.of(login.state()) + "]")
                .attr("href")
                .replaceFirst("^", "/"));

        assertThat(status.expectFirst("#state").text()).isEqualTo("ready");
        assertThat(status.expectFirst("#uptime").text()).matches("0 h 0\\d min \\d\\d s");
        assertThat(status.expectFirst("#flows").text()).matches("\\d+");
        assertThat(status.expectFirst("#providers tr").text()).isEqualTo("localhost answers");
        assertThat(status.expectFirst("#failed tr").text()).contains("denied", "access_denied", "The person declined");
        assertThat(timeline.title()).isEqualTo("Login " + FlowHash.of(login.state()));
        assertThat(timeline.expectFirst("#outcome").text()).isEqualTo("denied");
        assertThat(timeline.select("#steps tr")).hasSize(2);
        assertThat(timeline.expectFirst("#advice").text()).startsWith("The person declined");
    }

    @Test
    void a_gateway_that_is_about_to_go_says_so(TestGateways gateways) {
        TestGateway leaving = gateways.start();
        leaving.gateway().drain();

        String page = browser.get("http://127.0.0.1:" + leaving.gateway().managementPort() + "/")
                .body();

        assertThat(Jsoup.parse(page).expectFirst("#state").text()).startsWith("draining");
    }

    @Test
    @DisplayName("I10: a timeline is JSON for programs, with what to do, and nothing that is secret or personal")
    void a_timeline_is_json_for_programs() {
        Login login = gateway.login();
        String token = login.whole().json("auth0", "oAuth", "token").getString("access_token");
        await().until(() -> get(path(login)).body().contains("signed in"));

        HttpResponse<String> answer = get(path(login));
        JsonObject timeline = new JsonObject(answer.body());
        String page = get(path(login), "Accept", "text/html").body() + get("/").body();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(timeline.getString("outcome")).isEqualTo("signed in");
        assertThat(timeline.getJsonArray("steps").stream().map(step -> ((JsonObject) step).getString("type")))
                .containsExactly("seeded", "answered", "redeemed");
        assertThat(answer.body() + page)
                .doesNotContain(login.state(), login.verifier(), token, "127.0.0.1")
                // As a word: there are random letters, too.
                .doesNotContainPattern("(?<![\\w-])ada(?![\\w-])");
    }

    @Test
    @DisplayName("J3, J4, J6: the pages load nothing, run nothing, are framed, stored and sniffed by nobody")
    void the_pages_are_by_themselves() {
        Login login = denied();

        for (String path : new String[] {"/", path(login)}) {
            HttpResponse<String> answer = get(path, "Accept", "text/html");
            Document page = Jsoup.parse(answer.body());
            assertThat(page.select("script, link, img, iframe, form, base, svg, [src], [style]"))
                    .isEmpty();
            assertThat(page.select("html[lang], meta[name=viewport], main h1, table[aria-labelledby] th[scope]"))
                    .hasSizeGreaterThan(3);
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .startsWith("default-src 'none'; style-src 'sha256-")
                    .endsWith("; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
            assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.headers().firstValue("Cross-Origin-Resource-Policy"))
                    .contains("same-origin");
        }
    }

    @ParameterizedTest(name = "a login that cannot be is not found: {0}")
    @ValueSource(
            strings = {
                "/flows/unknown-hash",
                "/flows/",
                "/flows",
                "/flows/%3Cscript%3Ecanary%3C/script%3E",
                "/flows/..%2f..%2fcanary",
                "/flows/%00canary0000",
                "/flows/canary/canary",
                "/flows/canary%0d%0aX-Canary:%20canary",
                "/flows?trace=canary",
                "/flows?trace=",
                "/flows?trace=0af7651916cd43dd8448eb211c80319c&trace=0af7651916cd43dd8448eb211c80319c",
                "/flows?trace=0AF7651916CD43DD8448EB211C80319C",
                "/flows?trace=%3Cb%3Ecanary"
            })
    void what_cannot_be_a_login_is_not_found(String path) {
        for (String accept : new String[] {"text/html", "application/json"}) {
            HttpResponse<String> answer = get(path, "Accept", accept);
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(answer.body() + answer.headers().map()).doesNotContainIgnoringCase("canary");
        }
    }

    @Test
    void what_cannot_be_read_is_refused() {
        assertThat(get("/flows/" + "a".repeat(3_000)).statusCode()).isEqualTo(404);
        assertThat(get("/flows?trace=" + "a".repeat(3_000)).statusCode()).isEqualTo(404);
        assertThat(browser.post("http://127.0.0.1:" + gateway.gateway().managementPort() + "/flows", Map.of())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    @DisplayName("K6: no web page reaches the port by a name that it points at it")
    void names_of_others_are_refused(TestGateways gateways) throws Exception {
        TestGateway named =
                gateways.start(config -> config.getJsonObject("management").put("allowed-hosts", "ops.internal"));
        int port = named.gateway().managementPort();

        assertThat(status(port, "Host: evil.example")).isEqualTo("403");
        assertThat(status(port, "Host: evil.example:" + port)).isEqualTo("403");
        assertThat(status(port, "Host: 127.0.0.1.evil.example")).isEqualTo("403");
        assertThat(status(port, "Host: ops.internal\r\nHost: evil.example")).isNotEqualTo("200");
        assertThat(status(port, "Host: ops.internal:" + port)).isEqualTo("200");
        assertThat(status(port, "Host: LOCALHOST:" + port)).isEqualTo("200");
        assertThat(status(port, "Host: 10.1.2.3:" + port)).isEqualTo("200");
        assertThat(status(port, "Host: %%")).isNotEqualTo("200");
        assertThat(status(port, "Host: [::1]:" + port)).isEqualTo("200");
    }

    private static String status(int port, String host) throws Exception {
        byte[] loopback = {127, 0, 0, 1};
        try (RawSocket socket = RawSocket.open(loopback, port)) {
            return socket.send("GET / HTTP/1.1\r\n" + host + "\r\nConnection: close\r\n\r\n")
                    .readToEnd(Duration.ofSeconds(20))
                    .substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
        }
    }

    @Test
    void who_only_connects_to_the_port_keeps_no_probe_out() throws Exception {
        byte[] loopback = {127, 0, 0, 1};
        int port = gateway.gateway().managementPort();
        List<RawSocket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * Connections.MOST; i++) {
                silent.add(RawSocket.open(loopback, port));
            }

            assertThat(get("/health/live").statusCode()).isEqualTo(200);
            assertThat(silent.get(0).readToEnd(Duration.ofSeconds(20))).isEmpty();
            RawSocket last = silent.get(silent.size() - 1);
            assertThat(last.send("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .readTo("\r\n", Duration.ofSeconds(20)))
                    .startsWith("HTTP/1.1 200");
        } finally {
            for (RawSocket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void requests_to_the_port_are_bounded_and_silence_ends() throws Exception {
        assertThat(get("/?" + "a".repeat(5_000)).statusCode()).isEqualTo(414);
        assertThat(get("/", "X-Long", "a".repeat(9_000)).statusCode()).isEqualTo(431);
        assertThat(ManagementVerticle.options().getIdleTimeout()).isEqualTo(60);
    }
}

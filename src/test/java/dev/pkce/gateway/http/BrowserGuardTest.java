package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(GatewayExtension.class)
class BrowserGuardTest {
    private final TestGateway gateway;

    BrowserGuardTest(TestGateway gateway) {
        this.gateway = gateway;
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "localhost.evil.example", "localhost:1", "127.0.0.1", "[::2]"})
    void a_name_that_is_not_ours_is_refused(String host) {
        gateway.get("/pkce/challenge", "Host", host).expectProblem(403, "access_denied");
    }

    @Test
    void loopback_names_with_our_port_are_ours() {
        for (String host : new String[] {"localhost", "LOCALHOST", "127.0.0.1", "[::1]"}) {
            gateway.get(
                            "/pkce/challenge",
                            "Host",
                            host + ":" + gateway.gateway().port())
                    .expect(200);
        }
    }

    @Test
    void a_public_name_is_ours_without_the_port_that_its_scheme_implies(TestGateways gateways) {
        TestGateway behind = gateways.start(config -> {
            http(config).put("public-url", "https://signin.example");
            config.getJsonObject("flows").put("binding", "cookie");
        });

        behind.get("/pkce/challenge", "Host", "signin.example").expect(200);
        behind.get("/pkce/challenge", "Host", "signin.example:443").expect(200);
        behind.get("/pkce/challenge", "Host", "signin.example:444").expectProblem(403, "access_denied");
        behind.get("/pkce/challenge", "Host", "signin.example", "Origin", "https://signin.example")
                .expect(200);
    }

    @Test
    @DisplayName("K11: a page elsewhere clears nothing")
    void a_page_elsewhere_clears_nothing() {
        Login login = gateway.login().seeded();

        gateway.post("/pkce/clear", "Origin", "https://evil.example").expectProblem(403, "access_denied");
        gateway.post("/pkce/clear", "Sec-Fetch-Site", "cross-site").expectProblem(403, "access_denied");

        assertThat(gateway.get("/pkce/code?state=" + login.state(), "Prefer", "wait=0")
                        .status())
                .isEqualTo(202);
    }

    @Test
    void a_configured_origin_may_call_and_is_named_exactly(TestGateways gateways) {
        String app = "https://app.example";
        TestGateway open = gateways.start(config -> http(config).put("allowed-origins", new JsonArray().add(app)));

        assertThat(open.get("/pkce/challenge", "Origin", app).expect(200).header("Access-Control-Allow-Origin"))
                .isEqualTo(app);
        assertThat(open.send("OPTIONS", "/pkce/code", "", "Origin", app)
                        .join()
                        .expect(204)
                        .header("Vary"))
                .isEqualTo("Origin");
        open.get("/pkce/challenge", "Origin", app + ".evil").expectProblem(403, "access_denied");
        open.get("/pkce/challenge", "Origin", "null").expectProblem(403, "access_denied");
    }

    @Test
    @DisplayName("K8: a page of a configured origin may send a proof, and read the nonce for the next one")
    void a_page_may_use_proofs(TestGateways gateways) {
        String app = "https://app.example";
        TestGateway open = gateways.start(config -> http(config).put("allowed-origins", new JsonArray().add(app)));

        Reply preflight =
                open.send("OPTIONS", "/pkce/token", "", "Origin", app).join().expect(204);
        Reply reply = open.postJson("/pkce/token", new JsonObject(), "Origin", app);

        assertThat(preflight.header("Access-Control-Allow-Headers").split(", ")).contains("DPoP", "Content-Type");
        assertThat(reply.expect(400).header("Access-Control-Expose-Headers").split(", "))
                .contains("DPoP-Nonce", "Retry-After");
    }

    @Test
    @DisplayName(
            "K7: a picture elsewhere, of which no browser tells on plain http, reads nothing and is held to a rate")
    void a_picture_elsewhere_reads_nothing(TestGateways gateways) {
        TestGateway lan = gateways.start(config -> {
            config.put("insecure", JsonArray.of("flows.binding"));
            http(config)
                    .put("allowed-hosts", JsonArray.of("gateway.lan"))
                    .put("rate-limits", new JsonObject().put("challenge", "2/1m"));
        });
        String[] picture = {"Host", "gateway.lan", "Accept", "image/avif,image/webp,*/*;q=0.8"};

        for (int i = 0; i < 2; i++) {
            Reply reply = lan.get("/pkce/challenge", picture).expect(200);
            assertThat(reply.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
            assertThat(reply.headers().map()).doesNotContainKey("access-control-allow-origin");
        }
        lan.get("/pkce/challenge", picture).expectProblem(429, "temporarily_unavailable");
    }

    @Test
    void a_state_sent_twice_is_a_bad_request_and_clears_nothing() {
        gateway.post("/pkce/clear?state=a&state=b").expectProblem(400, "invalid_request");
    }

    private static JsonObject http(JsonObject config) {
        return config.getJsonObject("http");
    }

    @Test
    @DisplayName("K8: the gateway's own pages may call it, however its public URL is written")
    void own_pages_may_call(TestGateways gateways) {
        TestGateway own = gateways.start(config -> {
            config.getJsonObject("http").put("public-url", "https://App.Example.com:443");
            config.put("insecure", new JsonArray().add("flows.binding"));
        });

        own.get("/pkce/challenge", "Origin", "https://app.example.com").expect(200);
        own.get("/pkce/challenge", "Origin", "https://app.example.com:8443").expectProblem(403, "access_denied");
    }
}

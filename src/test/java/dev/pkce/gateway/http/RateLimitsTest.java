package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.ops.Scrape;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GatewayExtension.class)
class RateLimitsTest {
    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private static TestGateway limited(TestGateways gateways, String group, String rate, String... trusted) {
        return gateways.start(config -> {
            config.getJsonObject("http")
                    .put("trusted-proxies", new JsonArray(List.of(trusted)))
                    .put("rate-limits", new JsonObject().put(group, rate));
            config.put("insecure", new JsonArray().add("flows.binding"));
        });
    }

    @Test
    @DisplayName("S3: an address that calls too often gets 429 with Retry-After, and nobody else does")
    void one_noisy_address(TestGateways gateways) {
        TestGateway gateway = limited(gateways, "challenge", "3/1h", "127.0.0.1", "::1");
        for (int call = 0; call < 3; call++) {
            challenge(gateway, "203.0.113.1").expect(200);
        }

        Reply refused = challenge(gateway, "203.0.113.1");

        refused.expectProblem(429, "temporarily_unavailable");
        assertThat(refused.json().getString("type")).isEqualTo("urn:pkce-gateway:problem:too-many-requests");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 1201);
        challenge(gateway, "203.0.113.2").expect(200);
        gateway.post("/pkce/clear?state=a", FORWARDED_FOR, "203.0.113.1").expect(204);
    }

    @Test
    @DisplayName("S3: the addresses of one /64 are one client")
    void ipv6(TestGateways gateways) {
        TestGateway gateway = limited(gateways, "challenge", "1/1h", "127.0.0.1", "::1");
        challenge(gateway, "2001:db8:1:2::1").expect(200);

        challenge(gateway, "2001:db8:1:2:ffff::2").expect(429);
        challenge(gateway, "2001:db8:1:3::1").expect(200);
        challenge(gateway, "::ffff:203.0.113.1").expect(200);
        challenge(gateway, "203.0.113.1").expect(429);
    }

    @Test
    @DisplayName("K5: an untrusted peer is one client, whatever it says; its words change no answer either")
    void untrusted(TestGateways gateways) {
        TestGateway gateway = limited(gateways, "challenge", "1/1h", "198.51.100.0/24");
        challenge(gateway, "203.0.113.1").expect(200);

        challenge(gateway, "203.0.113.2").expect(429);
        String link = gateway.postJson(
                        "/pkce/code",
                        Login.foreign(gateway, "s".repeat(43), "v".repeat(43), "c".repeat(43))
                                .seed(),
                        "Prefer",
                        "respond-async",
                        "X-Forwarded-Host",
                        "evil.example",
                        "X-Forwarded-Proto",
                        "https",
                        "Forwarded",
                        "host=evil.example;proto=https")
                .expect(202)
                .header("Link");
        assertThat(link).startsWith("<" + gateway.url() + "/pkce/authorize?");
    }

    @Test
    void no_spelling_of_a_path_slips_past(TestGateways gateways) {
        TestGateway gateway = limited(gateways, "challenge", "1/1h");
        gateway.get("/pkce/challenge").expect(200);

        for (String path :
                new String[] {"/pkce/challenge/", "/pkce/%63hallenge", "/pkce/./challenge", "//pkce/challenge"}) {
            assertThat(gateway.get(path).status()).as(path).isIn(404, 429);
        }
        gateway.send("HEAD", "/pkce/challenge", "").join().expect(429);
    }

    @Test
    void a_share_comes_back_with_time(TestGateways gateways) {
        TestGateway gateway = limited(gateways, "challenge", "1/1s");
        gateway.get("/pkce/challenge").expect(200);

        await().until(() -> gateway.get("/pkce/challenge").status() == 200);
    }

    @Test
    void a_call_that_waits_has_counted_when_it_came(TestGateways gateways) {
        TestGateway gateway = limited(gateways, "code", "2/1h");
        Login login = gateway.login().seeded();
        CompletableFuture<Reply> parked = login.park();
        await().until(() -> Scrape.waiting(gateway) == 1);

        gateway.get("/pkce/code?state=unknown").expect(429);
        assertThat(parked).isNotDone();
        login.signIn();
        parked.join().expect(200);
    }

    private static Reply challenge(TestGateway gateway, String client) {
        return gateway.get("/pkce/challenge", FORWARDED_FOR, client);
    }
}

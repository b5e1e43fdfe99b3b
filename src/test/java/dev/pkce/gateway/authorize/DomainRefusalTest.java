package dev.pkce.gateway.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The domain of a seed is compared with what is configured and never used as an address. Every refusal also checks that
 * nobody was asked anything, and that the right seed works afterwards.
 */
@ExtendWith({GatewayExtension.class, VertxExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DomainRefusalTest {
    private TestGateway gateway;
    private DevelopmentProvider evil;

    @BeforeAll
    void start(Vertx vertx, TestGateways gateways) throws Exception {
        evil = DevelopmentProvider.start(vertx, 0).await(20, TimeUnit.SECONDS);
        JsonArray domains = new JsonArray().add("tenant.example").add("auth0.com");
        gateway = gateways.start(config -> provider(config).put("domains", domains));
    }

    private static JsonObject provider(JsonObject config) {
        return config.getJsonArray("providers").getJsonObject(0);
    }

    @Test
    @DisplayName("G2: a server that is not configured is not asked")
    void not_on_the_list() {
        refused(evil.issuer(), authority(evil), evil.issuer() + "authorize", "https://evil.example");
    }

    @ParameterizedTest(name = "G3: the special-use address {0} is refused")
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.0.1",
                "10.0.0.1",
                "172.16.0.1",
                "192.168.0.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "198.18.0.1",
                "[::1]",
                "[::]",
                "[fc00::1]",
                "[fe80::1]",
                "[2002:7f00:1::]",
                "[64:ff9b::7f00:1]",
                "::1"
            })
    void special_use(String host) {
        String port = ":" + evil.port();
        refused(host, "http://" + host, "https://" + host + "/", "http://" + host + port, host + port);
    }

    @ParameterizedTest(name = "G4: {0} is no spelling of a configured host")
    @ValueSource(
            strings = {
                "[::ffff:127.0.0.1]",
                "localhost.",
                "127.1",
                "2130706433",
                "0x7f.1",
                "0177.0.0.1",
                "\uff11\uff12\uff17.0.0.1",
                "127\u30020.0.1",
                "\u24dbocalhost",
                "localhost%00",
                "127.0.0.1%eth0"
            })
    void address_spellings(String host) {
        String port = ":" + gateway.provider().port();
        refused(host, "http://" + host + port, host + port + "/");
    }

    @Test
    @DisplayName("G4: LOCALHOST is not configured without its port")
    void upper_case() {
        refused("LOCALHOST");
    }

    @ParameterizedTest(name = "G5: {0} is another authority")
    @ValueSource(
            strings = {
                "tenant.example@{evil}",
                "https://tenant.example@{evil}/",
                "https://a@b@{evil}",
                "https://tenant.example:443@{evil}",
                "https://tenant.example\\@{evil}",
                "https://{evil}\\@tenant.example",
                "https://{evil}\\tenant.example",
                "tenant.example.{evil}",
                "tenant.example.evil.example",
                "evil-tenant.example",
                "eviltenant.example",
                "tenant.example%2eevil.example",
                "tenant.example%00.evil.example",
                "https://tenant.example#@{evil}",
                "https://{evil}#tenant.example",
                "https://{evil}?tenant.example",
                "https://{evil}/tenant.example",
                "https://{evil}/https://tenant.example",
                "tenant.example,{evil}"
            })
    void authority_tricks(String domain) {
        refused(domain.replace("{evil}", authority(evil)));
    }

    @ParameterizedTest(name = "G6: {0} is no way to a provider")
    @ValueSource(
            strings = {
                "http://tenant.example",
                "file:///etc/passwd",
                "file://tenant.example",
                "ftp://tenant.example",
                "gopher://tenant.example",
                "jar:https://tenant.example!/",
                "data:text/html,tenant.example",
                "javascript:alert(1)//tenant.example",
                "ws://tenant.example",
                "wss://tenant.example",
                "HTTPS://tenant.example",
                "https:tenant.example",
                "https:/tenant.example",
                "https:///tenant.example",
                "//tenant.example",
                "://tenant.example"
            })
    void schemes(String domain) {
        refused(domain);
    }

    @ParameterizedTest(name = "G7: port {0} is not the configured one")
    @ValueSource(strings = {":22", ":0", ":80", ":99999", ":-1", ":", ":0443", ":443:443", ":4\u0664\u0663"})
    void ports(String port) {
        refused("tenant.example" + port, "https://tenant.example" + port + "/");
    }

    @ParameterizedTest(name = "G8: {0} holds more than a domain")
    @ValueSource(
            strings = {
                "https://tenant.example/authorize?redirect_uri=https://evil.example#x",
                "https://tenant.example/authorize?redirect_uri=https://evil.example",
                "https://tenant.example/authorize#x",
                "https://tenant.example/authorize;x",
                "https://tenant.example/other",
                "https://tenant.example/../authorize",
                "https://tenant.example//authorize",
                "https://tenant.example/authorize/authorize",
                "tenant.example?"
            })
    void path_query_fragment(String domain) {
        refused(domain);
    }

    @ParameterizedTest(name = "G15: {0} is not auth0.com")
    @ValueSource(
            strings = {"*.auth0.com", "*", "a.auth0.com", "a.b.auth0.com", ".auth0.com", "xauth0.com", "auth0.com.evil"
            })
    void no_wildcards(String domain) {
        refused(domain);
    }

    @ParameterizedTest(name = "G13: after twenty seeds for {0} a good login works at once")
    @MethodSource("malformed")
    void malformed_domains_wedge_nothing(String domain) {
        IntStream.range(0, 20)
                .mapToObj(i -> gateway.postJsonAsync(
                        "/pkce/code", gateway.login().seed().put("domain", domain)))
                .toList()
                .forEach(reply -> reply.join().expect(400));

        CompletableFuture<Reply> good =
                CompletableFuture.supplyAsync(() -> gateway.login().whole());
        assertThat(good).succeedsWithin(Duration.ofSeconds(5));
        assertThat(evil.recorder().all()).isEmpty();
    }

    static Stream<String> malformed() {
        return Stream.of(
                "https://tenant .example",
                "https://tenant.example/a b",
                "https://tenant.example\r\nHost: evil.example",
                "https://tenant.example/\r\n\r\nGET / HTTP/1.1",
                "http://[::1",
                "[::1",
                "https://",
                "https:///",
                "https://:443",
                "https://%zz");
    }

    @Test
    @DisplayName("G14: ten thousand subdomains are refused, and none of them is kept")
    void many_hosts(TestGateways gateways) {
        // Room for one login: whatever a refused seed left behind would take its place.
        TestGateway small = gateways.start(config -> {
            config.getJsonObject("flows").put("max", 1);
            provider(config).put("domains", new JsonArray().add("auth0.com"));
        });
        Login login = small.login();

        for (int batch = 0; batch < 100; batch++) {
            int first = 100 * batch;
            List<CompletableFuture<Reply>> replies = IntStream.range(first, first + 100)
                    .mapToObj(
                            i -> small.postJsonAsync("/pkce/code", login.seed().put("domain", "t" + i + ".auth0.com")))
                    .toList();
            replies.forEach(reply -> reply.join().expectProblem(400, "unauthorized_domain"));
        }

        login.whole();
    }

    private void refused(String... domains) {
        Login login = gateway.login();
        for (String domain : domains) {
            gateway.postJson("/pkce/code", login.seed().put("domain", domain), "Prefer", "respond-async")
                    .expectProblem(400, "unauthorized_domain");
        }
        assertThat(evil.recorder().all()).isEmpty();
        Seeds.works(gateway, login);
    }

    private static String authority(DevelopmentProvider provider) {
        return URI.create(provider.issuer()).getRawAuthority();
    }
}

package dev.pkce.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import dev.pkce.gateway.demo.MetadataDocument;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(GatewayExtension.class)
class DiscoveryTest {
    private static final String OPENID = "/.well-known/openid-configuration";

    private final TestGateways gateways;
    private final DevelopmentProvider provider;

    DiscoveryTest(TestGateways gateways, DevelopmentProvider provider) {
        this.gateways = gateways;
        this.provider = provider;
    }

    @ParameterizedTest(name = "a login works with the metadata under {0}")
    @EnumSource
    void either_document(MetadataDocument document) {
        provider.metadataAt(document);

        gateways.start().login().whole();
    }

    @ParameterizedTest(name = "F14: metadata whose {0} is {1} are not believed, and nobody is sent anywhere")
    @CsvSource({
        "issuer, https://evil.example/",
        "issuer, ''",
        "issuer,",
        "authorization_endpoint, http://login.example/authorize",
        "authorization_endpoint, https://evil.example/authorize",
        "authorization_endpoint, /authorize",
        "authorization_endpoint,",
        "token_endpoint, http://token.example/token",
        "token_endpoint, https://evil.example/token",
        "token_endpoint, file:///etc/passwd",
        "token_endpoint,",
        "jwks_uri, https://keys.evil.example/jwks.json",
        "jwks_uri, http://keys.example/jwks.json",
        "revocation_endpoint, https://evil.example/revoke",
        "pushed_authorization_request_endpoint, https://evil.example/par"
    })
    void not_believed(String member, String value) {
        provider.metadata(metadata -> metadata.put(member, value));
        Login login = gateways.start().login();

        Reply refusal = login.park().join().expectProblem(502, "server_error");

        assertThat(refusal.body()).doesNotContain("example");
        assertThat(provider.recorder().count("/authorize")).isZero();
        provider.metadata(metadata -> {});
        login.whole();
    }

    @Test
    @DisplayName("F14: an issuer that differs in its last slash is another issuer")
    void exact_issuer() {
        provider.metadata(metadata -> metadata.put(
                "issuer", provider.issuer().substring(0, provider.issuer().length() - 1)));

        gateways.start().login().park().join().expectProblem(502, "server_error");
    }

    @Test
    @DisplayName("F14: keys on another host are fetched where the configuration names that host")
    void configured_host() throws Exception {
        String other = provider.issuer().replace("localhost", "127.0.0.1");
        provider.metadata(metadata -> metadata.put("jwks_uri", other + ".well-known/jwks.json"));
        String host = other.substring("http://".length(), other.length() - 1);

        gateways.start(config -> section(config).put("hosts", new JsonArray().add(host)))
                .login()
                .whole();
    }

    @ParameterizedTest(name = "metadata that are {0} fail the sign-in, and the next one asks again")
    @MethodSource("bad")
    void asked_again(Fault fault) {
        provider.faults().on(Leg.DISCOVERY, fault);
        TestGateway gateway = gateways.start(
                config -> section(config).put("answer-timeout", "1500ms").put("timeout", "2s"));
        Login login = gateway.login();

        assertThat(login.park().join().status()).isIn(502, 504);

        provider.faults().clear();
        login.whole();
        assertThat(provider.recorder().count("/foreign-keys.json")).isZero();
    }

    static Stream<Named<Fault>> bad() {
        return Stream.of(
                Named.of("a page", Fault.html(200)),
                Named.of("a server error", Fault.html(500)),
                Named.of("an array", Fault.json(200, "[]")),
                Named.of("cut off", Fault.json(200, "{\"issuer\":")),
                Named.of("larger than 1 MiB", Fault.hugeBody()),
                Named.of("elsewhere", Fault.redirect(302, "/foreign-keys.json")),
                Named.of("never sent", Fault.hang()),
                Named.of("not ended", Fault.stallMidBody()),
                Named.of("a closed connection", Fault.reset()));
    }

    @Test
    void many_first_logins_share_one_request_for_metadata() {
        TestGateway gateway = gateways.start();
        provider.autoApprove(true);
        List<Login> logins =
                IntStream.range(0, 20).mapToObj(i -> gateway.login()).toList();

        List<CompletableFuture<Reply>> parked = logins.stream().map(Login::park).toList();

        parked.forEach(reply -> reply.join().expect(200));
        assertThat(provider.recorder().count(OPENID)).isEqualTo(1);
    }

    @Test
    void a_provider_whose_metadata_are_gone_is_used_as_it_was_known() {
        TestGateway gateway = gateways.start();
        gateway.login().whole();
        provider.faults().on(Leg.DISCOVERY, Fault.reset());

        gateway.login().whole();
    }

    @Test
    void what_is_configured_goes_before_what_is_found() {
        provider.metadata(metadata -> metadata.put("token_endpoint", provider.issuer() + "nowhere"));

        gateways.start(config -> section(config).put("token-endpoint", provider.issuer() + "oauth/token"))
                .login()
                .whole();

        assertThat(provider.recorder().count("/nowhere")).isZero();
    }

    @Test
    void a_provider_that_is_all_configured_is_asked_for_nothing() {
        gateways.start(config -> section(config)
                        .put("authorize-endpoint", provider.issuer() + "authorize")
                        .put("token-endpoint", provider.issuer() + "oauth/token")
                        .put("jwks-uri", provider.issuer() + ".well-known/jwks.json"))
                .login()
                .whole();

        assertThat(provider.recorder().count(OPENID)).isZero();
    }

    private static JsonObject section(JsonObject config) {
        return config.getJsonArray("providers").getJsonObject(0);
    }
}

package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import dev.pkce.gateway.demo.Par;
import dev.pkce.gateway.demo.ProviderExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code doctor} finds at a provider where one thing is wrong, and what it takes for a consequence of that. */
@ExtendWith(ProviderExtension.class)
class DoctorTest {
    private static final String CLIENT = "patient";
    private static final String SECRET = "s3cret-of-the-patient";
    // Its port is nobody's, and no gateway runs there.
    private static final String CALLBACK = "http://localhost:9/pkce/response/code";

    @TempDir
    private Path directory;

    private DevelopmentProvider provider;
    private JsonObject section;

    @BeforeEach
    void behave(DevelopmentProvider own) {
        provider = own.reset().clock(Duration.ZERO).redirectUris(CLIENT);
        section = new JsonObject().put("issuer", provider.issuer()).put("client-id", CLIENT);
    }

    @Test
    void nothing_is_wrong() throws Exception {
        Consultation told = ask();

        assertThat(told.exit()).as(told.out()).isZero();
        assertThat(told.remarkable()).isEqualTo(Map.of("callback", "skip"));
        assertThat(told.json().getString("status")).isEqualTo("pass");
        assertThat(told.provider().getJsonArray("redirect_uris")).isEqualTo(JsonArray.of(CALLBACK));
        assertThat(provider.recorder().at("/authorize").get(0).query().get("redirect_uri"))
                .isEqualTo(CALLBACK);
    }

    @Test
    void pushed_requests_are_tried_as_the_client_that_is_configured() throws Exception {
        provider.par(Par.REQUIRED).confidentialClient("keeper", SECRET);
        section.put("client-id", "keeper").put("client-secret", SECRET);

        Consultation told = ask();

        assertThat(told.remarkable()).isEqualTo(Map.of("callback", "skip"));
        assertThat(provider.recorder().count("/oauth/par")).isEqualTo(1);
        section.put("client-secret", "another-secret");
        Consultation refused = ask();
        assertThat(refused.remarkable())
                .isEqualTo(Map.of("client_auth", "fail", "redirect_uri", "skip", "callback", "skip"));
        assertThat(told.out() + refused.out()).doesNotContain(SECRET, "another-secret");
    }

    @Test
    void the_issuer_is_another() throws Exception {
        String other = provider.issuer().replaceFirst("/$", "");
        provider.metadata(metadata -> metadata.put("issuer", other));

        Consultation told = ask();

        assertFault(told, "issuer", "providers[0].issuer: " + other);
        assertThat(told.finding("issuer").getString("detail")).contains(other + ",", provider.issuer());
        assertThat(told.remarkable())
                .containsOnlyKeys("issuer", "endpoints", "keys", "par", "revocation", "redirect_uri", "callback");
        assertThat(told.finding("keys").getString("detail")).isEqualTo("not checked, as issuer failed");
    }

    @Test
    void s256_is_not_supported() throws Exception {
        provider.metadata(metadata -> metadata.put("code_challenge_methods_supported", JsonArray.of("plain")));

        Consultation told = ask();

        assertFault(told, "pkce", "at the provider: enable PKCE with S256");
        assertThat(told.remarkable()).containsOnlyKeys("pkce", "callback");
    }

    @Test
    void s256_is_not_advertised() throws Exception {
        provider.metadata(metadata -> metadata.remove("code_challenge_methods_supported"));

        Consultation told = ask();

        assertThat(told.exit()).isZero();
        assertThat(told.remarkable()).isEqualTo(Map.of("pkce", "warn", "callback", "skip"));
        assertThat(told.finding("pkce").getString("change")).contains("S256");
    }

    @ParameterizedTest
    @CsvSource({"-40, warn, behind", "90, fail, ahead"})
    void its_clock_is_off(int seconds, String status, String how) throws Exception {
        provider.clock(Duration.ofSeconds(seconds));

        Consultation told = ask();

        assertThat(told.exit()).isEqualTo(status.equals("fail") ? 1 : 0);
        assertThat(told.remarkable()).isEqualTo(Map.of("clock", status, "callback", "skip"));
        assertThat(told.finding("clock").getString("detail")).contains(how);
        assertThat(told.finding("clock").getString("change")).contains("NTP");
    }

    @Test
    void its_keys_are_gone() throws Exception {
        provider.faults().on(Leg.JWKS, Fault.html(404));

        Consultation told = ask();

        assertFault(told, "keys", "providers[0].jwks-uri: ");
        assertThat(told.finding("keys").getString("detail")).contains("jwks.json", "404");
        assertThat(told.remarkable()).containsOnlyKeys("keys", "callback");
    }

    @Test
    void its_keys_are_for_another_algorithm() throws Exception {
        section.put("id-token-algorithm", "ES256");

        assertFault(ask(), "keys", "providers[0].id-token-algorithm: RS256");
    }

    @Test
    void its_keys_never_come() throws Exception {
        provider.faults().on(Leg.JWKS, Fault.hang());
        section.put("timeout", "2s");

        Consultation told = ask();

        assertFault(told, "keys", "providers[0].jwks-uri: ");
        assertThat(told.finding("keys").getString("detail")).contains("did not answer in time");
    }

    @ParameterizedTest
    @CsvSource({"NONE", "OFFERED"})
    void the_redirect_uri_is_not_registered(Par par) throws Exception {
        provider.par(par).redirectUris(CLIENT, "http://localhost:1234/elsewhere");

        Consultation told = ask();

        assertFault(told, "redirect_uri", "register exactly this redirect_uri for the client " + CLIENT);
        assertThat(told.finding("redirect_uri").getString("detail")).contains(CALLBACK, "not registered");
        assertThat(told.remarkable()).containsOnlyKeys("redirect_uri", "callback");
    }

    @Test
    void what_it_sends_back_tells_that_the_redirect_uri_is_registered() throws Exception {
        provider.faults().on(Leg.AUTHORIZE, Fault.refuse("invalid_scope", "No such scope"));

        Consultation told = ask();

        assertFault(told, "redirect_uri", "providers[0].scope: ");
        assertThat(told.finding("redirect_uri").getString("detail")).contains("is accepted", "No such scope");
    }

    @Test
    void it_wants_to_be_left_alone() throws Exception {
        provider.faults().on(Leg.DISCOVERY, Fault.tooManyRequests("17"));

        Consultation told = ask();

        assertThat(told.finding("rate_limits").getString("status")).isEqualTo("warn");
        assertThat(told.finding("rate_limits").getString("detail")).containsIgnoringCase("Retry-After: 17");
        assertThat(told.finding("discovery").getString("status")).isEqualTo("fail");
    }

    @Test
    void nobody_is_there() throws Exception {
        section.put("issuer", "http://localhost:9/");

        Consultation told = ask();

        assertFault(told, "discovery", "providers[0].issuer: ");
        assertThat(told.finding("discovery").getString("detail")).contains("refuses connections");
    }

    @Test
    void somebody_else_is_where_the_gateway_should_be() throws Exception {
        JsonObject config = config();
        config.getJsonObject("http").put("public-url", provider.issuer());

        Consultation told = Consultation.of(directory, config, "--json");

        assertFault(told, "callback", "http.public-url: ");
        assertThat(told.finding("callback").getString("detail")).contains("status 404");
    }

    @Test
    void a_key_server_elsewhere_is_one_to_allow() throws Exception {
        provider.metadata(metadata -> metadata.put("jwks_uri", "https://keys.example.com/jwks.json"));

        Consultation told = ask();

        assertFault(told, "endpoints", "providers[0].hosts: [\"keys.example.com\"]");
    }

    @Test
    void people_read_lines() throws Exception {
        provider.redirectUris(CLIENT, "http://localhost:1234/elsewhere");

        Consultation told = Consultation.of(directory, config(), "localhost");

        assertThat(told.exit()).isEqualTo(1);
        assertThat(told.out())
                .contains("register at the provider: " + CALLBACK)
                .containsPattern("pass +issuer")
                .containsPattern("fail +redirect_uri")
                .containsPattern("change at the provider: register")
                .containsPattern("skip +callback");
    }

    @Test
    void a_bad_configuration_is_not_asked_about() throws Exception {
        Consultation unnamed = ask("somebody-else");
        section.put("isuer", "https://example.com/");
        Consultation unread = ask();

        assertThat(unnamed.exit()).isEqualTo(2);
        assertThat(unnamed.err()).contains("localhost");
        assertThat(unread.exit()).isEqualTo(2);
        assertThat(unread.err()).contains("providers[0].isuer");
        assertThat(unnamed.out() + unread.out()).isEmpty();
    }

    private void assertFault(Consultation told, String check, String change) {
        assertThat(told.exit()).as(told.out()).isEqualTo(1);
        assertThat(told.json().getString("status")).isEqualTo("fail");
        assertThat(told.finding(check).getString("status")).isEqualTo("fail");
        assertThat(told.finding(check).getString("change")).contains(change);
        Map<String, String> others = told.remarkable();
        others.remove(check);
        assertThat(others.values()).allMatch("skip"::equals);
    }

    private Consultation ask(String... arguments) throws Exception {
        return Consultation.of(directory, config(), Forms.with(arguments, "--json"));
    }

    private JsonObject config() {
        return new JsonObject()
                .put("http", new JsonObject().put("port", 9))
                .put("providers", new JsonArray().add(section));
    }
}

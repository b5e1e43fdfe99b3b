package dev.pkce.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pkce.gateway.api.Secret;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.oauth2.OAuth2Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OAuth2DescriptionTest {
    @Test
    void a_site_alone_is_found_by_discovery() {
        assertThat(Provider.of("a", options("https://id.example/").setClientId("client")))
                .isEqualTo(Provider.of("a", "https://id.example/", Client.of("client")));
    }

    @Test
    void paths_are_below_the_site_or_addresses_of_their_own() {
        OAuth2Options options = options("https://id.example/oidc/")
                .setAuthorizationPath("/authorize")
                .setTokenPath("https://tokens.example/token")
                .setRevocationPath("/../revoke")
                .setJwkPath("/keys");

        Server server = Provider.of("a", options).server();

        assertThat(server.issuer()).isEqualTo("https://id.example/oidc/");
        assertThat(server.discovery()).isFalse();
        assertThat(server.endpoints())
                .isEqualTo(new Endpoints(
                        "https://id.example/oidc/authorize",
                        "https://tokens.example/token",
                        "https://id.example/revoke",
                        null,
                        "https://id.example/oidc/keys"));
    }

    @Test
    void the_tenant_takes_its_place_and_the_options_stay_as_they_are() {
        OAuth2Options options = options("https://id.example/{tenant}")
                .setTenant("a")
                .setAuthorizationPath("/realms/{realm}/authorize")
                .setTokenPath("/token");

        Server server = Provider.of("a", options).server();

        assertThat(server.issuer()).isEqualTo("https://id.example/a");
        assertThat(server.endpoints().authorize()).isEqualTo("https://id.example/a/realms/a/authorize");
        assertThat(server.endpoints().jwks()).isNull();
        assertThat(options.getSite()).isEqualTo("https://id.example/{tenant}");
    }

    @Test
    void an_issuer_of_its_own_goes_before_the_site() {
        OAuth2Options options = options("https://id.example")
                .setTenant("t")
                .setJWTOptions(new JWTOptions().setIssuer("https://id.example/{tenant}/"));

        assertThat(Provider.of("a", options).issuer()).isEqualTo("https://id.example/t/");
    }

    @Test
    void a_client_authenticates_as_it_is_described() {
        OAuth2Options options = options("https://id.example")
                .setClientId("client")
                .setClientSecret("canary")
                .setScopeSeparator("+")
                .setExtraParameters(new JsonObject().put("audience", "https://api.example"));

        Provider basic = Provider.of("a", options);
        assertThat(basic.client().authentication()).isEqualTo(new ClientAuthentication.Basic(new Secret("canary")));
        assertThat(basic.client().audience()).isEqualTo("https://api.example");
        assertThat(basic.toString()).doesNotContain("canary");
        assertThat(Provider.of("a", options.setUseBasicAuthorization(false))
                        .client()
                        .authentication())
                .isEqualTo(new ClientAuthentication.Post(new Secret("canary")));
    }

    @ParameterizedTest
    @CsvSource({
        "site,http://canary.example",
        "site,https://canary.example?x",
        "site,canary",
        "authorizationPath,http://canary.example/a",
        "authorizationPath,canary",
        "tokenPath,/canary#x",
        "revocationPath,ftp://canary.example",
        "jwkPath,file:///canary",
        "clientSecret,canary",
        "clientAssertion,canary",
        "scopeSeparator,','",
        "tenant,a b",
    })
    void an_option_that_breaks_a_rule_is_named(String option, String value) {
        OAuth2Options options = new OAuth2Options(new JsonObject()
                .put("site", "https://id.example/{tenant}")
                .put("tenant", "t")
                .put("jwkPath", "/keys")
                .put(option, value));
        String named = option.equals("clientSecret") ? "clientId" : option.equals("tenant") ? "site" : option;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Provider.of("a", options))
                .withMessageContaining(named + ": ")
                .withMessageNotContaining("canary")
                .withNoCause();
    }

    @Test
    void what_is_missing_or_cannot_be_used_is_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Provider.of("a", new OAuth2Options()))
                .withMessage("site: is required");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Provider.of("a", options("https://id.example/{tenant}")))
                .withMessage("tenant: is required where {tenant} stands for it");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Provider.of(
                        "a",
                        options("https://id.example").setExtraParameters(new JsonObject().put("resource", "canary"))))
                .withMessage("extraParameters: must hold nothing but audience");
    }

    private static OAuth2Options options(String site) {
        return new OAuth2Options().setSite(site);
    }
}

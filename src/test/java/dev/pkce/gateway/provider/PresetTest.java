package dev.pkce.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.provider.Dialect.Answer;
import dev.pkce.gateway.provider.Dialect.Push;
import dev.pkce.gateway.settings.Settings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PresetTest {
    private static final String GUID = "11111111-2222-3333-4444-555555555555";

    /** A tenant for each preset; empty where there is none. */
    private static final Map<String, String> TENANTS = Map.of(
            "auth0", "your-tenant.us.auth0.com",
            "descope", "P2abcDEF",
            "entra", GUID,
            "github", "",
            "google", "",
            "keycloak", "",
            "okta", "your-org.okta.com");

    @Test
    void auth0_does_not_push_as_its_metadata_promises_that_to_everybody() throws Exception {
        Provider provider = preset("auth0").provider();

        assertThat(provider.name()).isEqualTo("your-tenant.us.auth0.com");
        assertThat(provider.server()).isEqualTo(Server.of("https://your-tenant.us.auth0.com/"));
        assertThat(provider.client()).isEqualTo(Client.of(null));
        assertThat(provider.dialect()).isEqualTo(new Dialect(true, Push.NEVER, "RS256", Map.of(), Answer.AUTH0));
    }

    @Test
    void descope_answers_in_its_own_member() throws Exception {
        Provider provider = preset("descope").provider();

        assertThat(provider.server()).isEqualTo(Server.of("https://api.descope.com/P2abcDEF"));
        assertThat(provider.client()).isEqualTo(Client.of(null));
        assertThat(provider.dialect()).isEqualTo(new Dialect(true, Push.AUTO, "RS256", Map.of(), Answer.DESCOPE));
    }

    @Test
    void entra_is_one_tenant() throws Exception {
        assertThat(preset("entra").provider())
                .isEqualTo(Provider.of(
                        "login.microsoftonline.com",
                        "https://login.microsoftonline.com/" + GUID + "/v2.0",
                        Client.of(null)));
    }

    @Test
    void github_has_no_discovery_and_no_keys() throws Exception {
        Provider provider = preset("github").provider();

        assertThat(provider.server())
                .isEqualTo(new Server(
                        "https://github.com/login/oauth",
                        new Endpoints(
                                "https://github.com/login/oauth/authorize",
                                "https://github.com/login/oauth/access_token",
                                null,
                                null,
                                null),
                        false,
                        List.of(),
                        Connection.USUAL));
        assertThat(provider.client().scope()).containsExactly("read:user", "user:email");
        assertThat(provider.dialect()).isEqualTo(Dialect.USUAL);
        assertThat(MetadataDocument.none(provider).jwks()).isNull();
    }

    @Test
    void google_has_its_tokens_and_keys_on_other_hosts_and_asks_for_no_refresh_token() throws Exception {
        Provider provider = preset("google").provider();

        assertThat(provider.issuer()).isEqualTo("https://accounts.google.com");
        assertThat(provider.server().flaw("https://oauth2.googleapis.com/token"))
                .isNull();
        assertThat(provider.server().flaw("https://www.googleapis.com/oauth2/v3/certs"))
                .isNull();
        assertThat(provider.server().flaw("https://storage.googleapis.com/evil"))
                .isNotNull();
        assertThat(provider.dialect()).isEqualTo(Dialect.USUAL);
    }

    @Test
    void keycloak_is_wherever_it_is_installed() throws Exception {
        String issuer = "https://keycloak.example/realms/staff";

        assertThat(ProviderKeys.of("preset=keycloak", "issuer=" + issuer).provider())
                .isEqualTo(Provider.of("keycloak.example", issuer, Client.of(null)));
        assertThat(preset("keycloak").problems()).containsExactly("issuer: is required");
    }

    @Test
    void okta_is_the_default_authorization_server_of_an_organization() throws Exception {
        assertThat(preset("okta").provider())
                .isEqualTo(
                        Provider.of("your-org.okta.com", "https://your-org.okta.com/oauth2/default", Client.of(null)));
    }

    @Test
    void every_name_is_that_of_a_preset() {
        assertThat(Preset.NAMES)
                .isEqualTo(TENANTS.keySet())
                .allSatisfy(name -> assertThat(Preset.known(name)).isNotNull());
    }

    @Test
    void presets_hold_nothing_but_keys_that_there_are() {
        Set<String> keys = new HashSet<>();
        TENANTS.keySet().forEach(name -> keys.addAll(Preset.known(name).keys().keySet()));
        JsonObject all = new JsonObject();
        keys.forEach(key -> all.put(key, "x"));

        assertThat(new ProviderKeys(all).problems()).noneMatch(problem -> problem.contains("unknown key"));
    }

    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("defaults")
    void every_default_gives_way_to_what_is_given(String name, String key) {
        JsonObject given = preset(name).with(key, "from the file").json();
        JsonObject tree = new JsonObject().put("providers", new JsonArray().add(given));

        assertThat(read(tree, key)).containsExactly("from the file");
        assertThat(read(
                        tree.put(
                                "PKCE_PROVIDERS_0_"
                                        + key.toUpperCase(Locale.ROOT).replace('-', '_'),
                                "from a variable"),
                        key))
                .containsExactly("from a variable");
        assertThat(read(tree.put("pkce.providers[0]." + key, "from a property"), key))
                .containsExactly("from a property");
    }

    static Stream<String[]> defaults() {
        return TENANTS.keySet().stream()
                .flatMap(name -> Preset.known(name).keys().keySet().stream().map(key -> new String[] {name, key}));
    }

    private static List<String> read(JsonObject tree, String key) {
        return Preset.read(Settings.of(tree).sections("providers").get(0)).texts(key, any -> null);
    }

    @Test
    void an_issuer_needs_no_tenant() throws Exception {
        assertThat(ProviderKeys.of("preset=entra", "issuer=https://login.example/a/v2.0")
                        .provider()
                        .issuer())
                .isEqualTo("https://login.example/a/v2.0");
    }

    @ParameterizedTest(name = "preset {0}, tenant {1}")
    @CsvSource({
        "auth0,,is required: the tenant's domain",
        "okta,,is required: the domain of the organization",
        "entra,,is required: the directory",
        "descope,,is required: the project ID",
        "auth0,a.example/b,must be the tenant's domain",
        "auth0,a.example@evil.example,must be the tenant's domain",
        "auth0,a .example,must be the tenant's domain",
        "auth0,'a.example:443',must be the tenant's domain",
        "auth0,your-tenant,must be the tenant's domain",
        "okta,https://your-org.okta.com,must be the domain of the organization",
        "okta,your org.okta.com,must be the domain of the organization",
        "descope,a/b,must be the project ID",
        "descope,a b,must be the project ID",
        "entra,11111111-2222-3333-4444-555555555555/x,must be the directory",
        "entra,11111111 2222-3333-4444-555555555555,must be the directory",
        "entra,contoso.onmicrosoft.com,must be the directory",
        "entra,common,must be the directory",
        "entra,organizations,must be the directory",
        "entra,consumers,must be the directory",
        "google,a,is not for this preset",
        "github,a,is not for this preset",
        "keycloak,a,is not for this preset",
        ",a,'needs a preset that has tenants: auth0, descope, entra, okta'"
    })
    void a_wrong_tenant_is_one_problem(String preset, String tenant, String reason) {
        ProviderKeys keys = preset == null ? ProviderKeys.of() : ProviderKeys.of("preset=" + preset);

        assertThat((tenant == null ? keys : keys.with("tenant", tenant)).problems())
                .singleElement()
                .asString()
                .startsWith("tenant: " + reason);
    }

    @Test
    void a_tenant_that_is_no_text_is_one_problem() {
        assertThat(ProviderKeys.of("preset=auth0").with("tenant", 1).problems())
                .containsExactly("tenant: must be a text; write it in quotes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tenant=a", "issuer=https://a.example"})
    void an_unknown_preset_is_one_problem(String more) {
        ProviderKeys keys = more.isEmpty() ? ProviderKeys.of("preset=okat") : ProviderKeys.of("preset=okat", more);

        assertThat(keys.problems())
                .containsExactly("preset: must be one of auth0, descope, entra, github, google, keycloak, okta");
    }

    private static ProviderKeys preset(String name) {
        String tenant = TENANTS.getOrDefault(name, "");
        return tenant.isEmpty()
                ? ProviderKeys.of("preset=" + name)
                : ProviderKeys.of("preset=" + name, "tenant=" + tenant);
    }
}

package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pkce.gateway.api.Binding;
import dev.pkce.gateway.flow.FlowConfig;
import dev.pkce.gateway.http.HttpConfig;
import dev.pkce.gateway.ops.ManagementConfig;
import dev.pkce.gateway.provider.Client;
import dev.pkce.gateway.provider.Provider;
import dev.pkce.gateway.provider.Server;
import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.settings.SettingProblem;
import dev.pkce.gateway.settings.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class GatewayConfigTest {
    @Test
    void an_issuer_is_all_it_takes() throws Exception {
        GatewayConfig config = read();
        assertThat(config.http()).isEqualTo(new HttpConfig("localhost", 1000, null, List.of(), List.of()));
        assertThat(config.management()).isEqualTo(new ManagementConfig("127.0.0.1", 9464));
        assertThat(config.flows())
                .isEqualTo(new FlowConfig(
                        Duration.ofMinutes(10), Duration.ofMinutes(4), 100_000, false, false, Binding.NONE));
        Provider provider = config.providers().get(0);
        assertThat(provider.name()).isEqualTo("id.example");
        assertThat(provider.issuer()).isEqualTo("https://id.example/");
        assertThat(provider.client().scope()).containsExactly("openid", "profile", "email");
        assertThat(provider.server()).isEqualTo(Server.of(provider.issuer()));
        assertThat(provider.routing().fallback()).isTrue();
        assertThat(provider.dialect().preflight()).isTrue();
    }

    @Test
    void the_shipped_file_is_valid_and_states_the_defaults(Vertx vertx) throws Exception {
        GatewayConfig shipped =
                GatewayConfig.load(vertx, Path.of("conf/gateway.yaml")).await(10, TimeUnit.SECONDS);
        assertThat(shipped.http()).isEqualTo(read().http());
        assertThat(shipped.management()).isEqualTo(read().management());
        assertThat(shipped.flows()).isEqualTo(read().flows());
        Provider auth0 = read(
                        "PKCE_PROVIDERS_0_PRESET=auth0", "PKCE_PROVIDERS_0_ISSUER=https://your-tenant.us.auth0.com/")
                .providers()
                .get(0);
        assertThat(shipped.providers())
                .containsExactly(new Provider(
                        "auth0", auth0.server(), Client.of("your-client-id"), auth0.routing(), auth0.dialect()));
    }

    @Test
    void the_optional_lines_of_the_shipped_file_are_keys_too(Vertx vertx, @TempDir Path directory) throws Exception {
        // Only its files are not there.
        assertThat(problemKeys(vertx, directory, ShippedConfiguration.whole()))
                .containsExactly(
                        "flows.keys-file",
                        "http.tls.certificate-file",
                        "http.tls.client-ca-file",
                        "http.tls.key-file",
                        "providers[0].ca-file",
                        "providers[0].client-key-file",
                        "providers[0].client-secret-file",
                        "redis.ca-file",
                        "redis.password-file");
    }

    @Test
    void a_store_that_is_shared_needs_its_address_and_keys(Vertx vertx, @TempDir Path directory) throws Exception {
        String shared = "providers: [{issuer: 'https://id.example/'}]\nflows: {store: redis}\n";

        assertThat(problemKeys(vertx, directory, shared)).containsExactly("flows.keys-file", "redis.url");
    }

    @Test
    void its_keys_change_while_it_runs_and_where_it_is_does_not() throws Exception {
        GatewayConfig one = shared("redis", base64(1));
        GatewayConfig two = shared("redis", base64(2) + "\n" + base64(1));

        assertThat(one.problems(two)).isEmpty();
        assertThat(one.reloaded(two).flows().keys()).isSameAs(two.flows().keys());
        assertThat(one.problems(shared("local", "")))
                .extracting(SettingProblem::key)
                .containsExactly("flows.store");
        assertThat(List.of("flows.keys", "flows.keys-file")).allMatch(GatewayConfig::isReloaded);
        assertThat(List.of("flows.store", "redis.url")).noneMatch(GatewayConfig::isReloaded);
    }

    private static GatewayConfig shared(String store, String keys) throws InvalidConfiguration {
        return GatewayConfig.read(Settings.of(new JsonObject()
                .put("providers", JsonArray.of(new JsonObject().put("issuer", "https://id.example/")))
                .put("redis", new JsonObject().put("url", "redis://localhost"))
                .put("flows", new JsonObject().put("store", store).put("keys", keys))));
    }

    private static String base64(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return Base64.getEncoder().encodeToString(key);
    }

    @Test
    void the_example_of_the_readme_lacks_its_files_only(Vertx vertx, @TempDir Path directory) throws Exception {
        String example =
                Files.readString(Path.of("README.md")).split("```yaml\n", 2)[1].split("```", 2)[0];

        assertThat(problemKeys(vertx, directory, example))
                .containsExactly("providers[0].client-secret-file", "providers[1].ca-file");
    }

    private static List<String> problemKeys(Vertx vertx, Path directory, String yaml) throws Exception {
        Path file = Files.writeString(directory.resolve("gateway.yaml"), yaml);
        InvalidConfiguration invalid = catchThrowableOfType(
                InvalidConfiguration.class,
                () -> GatewayConfig.load(vertx, file).await(10, TimeUnit.SECONDS));
        return invalid.problems().stream().map(SettingProblem::key).toList();
    }

    @Test
    void all_problems_are_reported_at_once_and_sorted() {
        assertThat(problems(
                        "PKCE_HTTP_PORT=x",
                        "PKCE_FLOWS_TTL=10",
                        "PKCE_PROVIDERS_0_ISSUER=http://id.example",
                        "PKCE_MANAGEMENT_PROT=1",
                        "PKCE_PROVIDERS_1_NAME=b"))
                .extracting(SettingProblem::key)
                .containsExactly(
                        "PKCE_MANAGEMENT_PROT", "flows.ttl", "http.port", "providers[0].issuer", "providers[1].issuer");
    }

    @Test
    void secrets_are_in_no_message_and_no_text() throws Exception {
        String secret = "PKCE_PROVIDERS_0_CLIENT_SECRET=hidden";
        assertThat(read(secret, "PKCE_PROVIDERS_0_CLIENT_ID=id").toString()).doesNotContain("hidden");
        assertThat(problems(secret))
                .containsExactly(
                        new SettingProblem("providers[0].client-id", "is required beside a client secret or key"));
    }

    @ParameterizedTest(name = "R14: {0} is refused")
    @ValueSource(
            strings = {
                "HTTP_PORT=-1",
                "HTTP_PORT=65536",
                "MANAGEMENT_PORT=65536",
                "FLOWS_TTL=999ms",
                "FLOWS_TTL=61m",
                "FLOWS_WAIT=291s",
                "FLOWS_MAX=0",
                "FLOWS_MAX=10000001",
                "FLOWS_STRICT=1",
                "STOP_DELAY=6m",
                "STOP_DELAY=25s",
                "STOP_DEADLINE=999ms",
                "HTTP_PUBLIC_URL=http://a.example",
                "HTTP_PUBLIC_URL=/a",
                "HTTP_PUBLIC_URL=https://a.example?b",
                "HTTP_PUBLIC_URL=https://a.example#b",
                "HTTP_PUBLIC_URL=https://u:p@a.example",
                "HTTP_ALLOWED_HOSTS=*",
                "HTTP_ALLOWED_HOSTS=*.a.example",
                "HTTP_ALLOWED_HOSTS=https://a.example",
                "HTTP_ALLOWED_ORIGINS=*",
                "HTTP_ALLOWED_ORIGINS=null",
                "HTTP_ALLOWED_ORIGINS=https://a.example/",
                "HTTP_ALLOWED_ORIGINS=https://*.example",
                "HTTP_TLS_KEY_FILE=key.pem",
                "HTTP_START_URL=javascript:alert(1)",
                "FLOWS_BINDING=hope",
                "INSECURE=everything",
                "HTTP_TRUSTED_PROXIES=proxy.example",
                "HTTP_TRUSTED_PROXIES=10.0.0.0/33",
                "HTTP_TRUSTED_PROXIES=0.0.0.0/0",
                "HTTP_MAX_CONNECTIONS=0",
                "HTTP_MAX_REQUESTS=0",
                "HTTP_RATE_LIMITS_TOKEN=60",
                "HTTP_RATE_LIMITS_TOKEN=0/1m",
                "HTTP_RATE_LIMITS_TOKEN=60/1d",
                "HTTP_RATE_LIMITS_TOKEN=60/2h",
                "HTTP_RATE_LIMITS_TOKENS=60/1m",
                "PROVIDERS_0_ISSUER=https://127.0.0.1@evil.example",
                "PROVIDERS_0_ISSUER=http://127.0.0.1.example",
                "PROVIDERS_0_ISSUER=https://a.example?x",
                "PROVIDERS_0_TOKEN_ENDPOINT=http://a.example",
                "PROVIDERS_0_JWKS_URI=file:///etc/passwd",
                "PROVIDERS_0_REDIRECT_URIS=javascript:alert(1)",
                "PROVIDERS_0_REDIRECT_URIS=data:text/html",
                "PROVIDERS_0_REDIRECT_URIS=file:///tmp/a",
                "PROVIDERS_0_REDIRECT_URIS=myapp:/callback",
                "PROVIDERS_0_REDIRECT_URIS=http://a.example/",
                "PROVIDERS_0_REDIRECT_URIS=https://a.example/#x",
                "PROVIDERS_0_REDIRECT_URIS=com.example.app:/a#b",
                "PROVIDERS_0_REDIRECT_URIS=com.example.app://u@h/a",
                "PROVIDERS_0_REDIRECT_URIS=com.example.app:a",
                "PROVIDERS_0_REDIRECT_URIS=https://a.example/\u0001x",
                "PROVIDERS_0_REDIRECT_URIS=https://\u00e4.example"
            })
    void a_value_out_of_bounds_is_one_problem(String setting) {
        assertThat(problems("PKCE_" + setting)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP_PORT=0",
                "FLOWS_TTL=1s",
                "FLOWS_TTL=1h",
                "FLOWS_WAIT=0s",
                "FLOWS_WAIT=290s",
                "FLOWS_MAX=10000000",
                "HTTP_PUBLIC_URL=http://localhost:1000",
                "HTTP_HOST=::1",
                "HTTP_RATE_LIMITS_TOKEN=1000000/1h",
                "HTTP_RATE_LIMITS_BROWSER=1/1s",
                "HTTP_HOST=127.8.8.8",
                "HTTP_ALLOWED_HOSTS=localhost:1000,127.0.0.1,[::1]:1",
                "HTTP_ALLOWED_ORIGINS=https://a.example:8443",
                "HTTP_ALLOWED_ORIGINS=chrome-extension://abc",
                "PROVIDERS_0_ISSUER=http://[::1]:8080/realm",
                "PROVIDERS_0_TOKEN_ENDPOINT=https://a.example/token?p=b",
                "PROVIDERS_0_REDIRECT_URIS=http://127.0.0.1:1/a",
                "PROVIDERS_0_REDIRECT_URIS=com.example.app:/callback",
                "PROVIDERS_0_REDIRECT_URIS=https://a.example/b?c"
            })
    void a_value_within_bounds_is_none(String setting) throws Exception {
        assertThat(read("PKCE_" + setting).providers()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "127.0.0.1.evil.example"})
    @DisplayName("R14: an interface that others reach needs names of its own and flows that are bound")
    void an_open_interface_needs_names_and_a_binding(String host) throws Exception {
        String open = "PKCE_HTTP_HOST=" + host;
        String named = "PKCE_HTTP_PUBLIC_URL=https://a.example";

        assertThat(problems(open))
                .extracting(SettingProblem::key)
                .containsExactlyInAnyOrder("http.host", "flows.binding");
        assertThat(problems(open, named)).extracting(SettingProblem::key).containsExactly("flows.binding");
        assertThat(problems(open, "PKCE_FLOWS_BINDING=cookie", "PKCE_HTTP_ALLOWED_HOSTS=a.example"))
                .as("no https, no cookie")
                .extracting(SettingProblem::key)
                .containsExactly("flows.binding");
        assertThat(read(open, named, "PKCE_FLOWS_BINDING=cookie").unbound()).isFalse();
        assertThat(read(open, named, "PKCE_FLOWS_BINDING=confirm").unbound()).isFalse();
        assertThat(read(open, named, "PKCE_INSECURE=flows.binding").unbound()).isTrue();
    }

    @Test
    void a_name_that_others_know_needs_flows_that_are_bound() throws Exception {
        for (String name : List.of(
                "PUBLIC_URL=https://a.example", "ALLOWED_HOSTS=b.example,[::1]:1", "TRUSTED_PROXIES=192.0.2.1")) {
            assertThat(problems("PKCE_HTTP_" + name))
                    .as(name)
                    .extracting(SettingProblem::key)
                    .containsExactly("flows.binding");
        }
        assertThat(read("PKCE_HTTP_TRUSTED_PROXIES=10.0.0.0/8,2001:db8::/32,192.0.2.1", "PKCE_FLOWS_BINDING=confirm")
                        .http()
                        .edge()
                        .trustedProxies())
                .hasSize(3);
        assertThat(read("PKCE_HTTP_PUBLIC_URL=http://localhost:1000").unbound()).isFalse();
    }

    @Test
    void urls_and_names_are_read_once_into_their_final_form() throws Exception {
        HttpConfig http = read(
                        "PKCE_HTTP_HOST=0.0.0.0",
                        "PKCE_HTTP_PUBLIC_URL=https://a.example/b/",
                        "PKCE_FLOWS_BINDING=confirm")
                .http();
        assertThat(http.publicUrl()).isEqualTo("https://a.example/b");
        assertThat(read("PKCE_HTTP_ALLOWED_HOSTS=A.Example", "PKCE_FLOWS_BINDING=confirm")
                        .http()
                        .allowedHosts())
                .containsExactly("a.example");
        Provider provider = read("PKCE_PROVIDERS_0_SCOPE=openid  api,email", "PKCE_PROVIDERS_0_DOMAINS=A.Example")
                .providers()
                .get(0);
        assertThat(provider.client().scope()).containsExactly("openid", "api", "email");
        assertThat(provider.routing().domains()).containsExactly("a.example");
    }

    @Test
    void at_least_one_provider_is_needed() {
        InvalidConfiguration invalid = catchThrowableOfType(
                InvalidConfiguration.class, () -> GatewayConfig.read(Settings.of(new JsonObject())));
        assertThat(invalid).hasMessageStartingWith("providers: must have at least one element");
    }

    @Test
    void two_providers_may_have_no_default() throws Exception {
        List<Provider> providers =
                read("PKCE_PROVIDERS_1_ISSUER=https://b.example").providers();
        assertThat(providers).noneMatch(provider -> provider.routing().fallback());
    }

    @ParameterizedTest
    @CsvSource({"NAME,a,name", "DOMAINS,a.example,domains", "DEFAULT,true,default"})
    void two_providers_share_no(String key, String value, String reported) {
        assertThat(problems(
                        "PKCE_PROVIDERS_1_ISSUER=https://b.example",
                        "PKCE_PROVIDERS_0_" + key + "=" + value,
                        "PKCE_PROVIDERS_1_" + key + "=" + value))
                .extracting(SettingProblem::key)
                .containsExactly("providers[1]." + reported);
    }

    private static GatewayConfig read(String... settings) throws InvalidConfiguration {
        JsonObject tree = new JsonObject().put("PKCE_PROVIDERS_0_ISSUER", "https://id.example/");
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            tree.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return GatewayConfig.read(Settings.of(tree));
    }

    private static List<SettingProblem> problems(String... settings) {
        return catchThrowableOfType(InvalidConfiguration.class, () -> read(settings))
                .problems();
    }
}

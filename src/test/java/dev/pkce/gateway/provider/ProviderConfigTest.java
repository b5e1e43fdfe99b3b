package dev.pkce.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.provider.Dialect.Answer;
import dev.pkce.gateway.provider.Dialect.Push;
import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.settings.Settings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of a provider, their bounds, and what must hold between them. */
class ProviderConfigTest {
    private static final ProviderKeys ISSUER = ProviderKeys.of("issuer=https://id.example/");

    @TempDir
    Path directory;

    @Test
    void every_key_is_read() throws Exception {
        ProviderKeys keys = ProviderKeys.of(
                        "issuer=https://id.example/",
                        "name=private",
                        "par=required",
                        "par-endpoint=https://push.example/par",
                        "id-token-algorithm=ES256",
                        "answer=descope",
                        "discovery=false",
                        "authorize-endpoint=https://id.example/authorize",
                        "token-endpoint=https://id.example/token",
                        "revoke-endpoint=https://id.example/revoke",
                        "jwks-uri=https://id.example/keys",
                        "connect-timeout=1s",
                        "answer-timeout=2s",
                        "timeout=3s",
                        "connections=7",
                        "preflight=false")
                .with("parameters", new JsonArray().add("prompt=login").add("hd=a=b,c"))
                .with(
                        "hosts",
                        new JsonArray()
                                .add("Keys.Example")
                                .add("keys.example:8443")
                                .add("keys.example:443"));

        Provider provider = keys.provider();

        assertThat(provider.server())
                .isEqualTo(new Server(
                        "https://id.example/",
                        new Endpoints(
                                "https://id.example/authorize",
                                "https://id.example/token",
                                "https://id.example/revoke",
                                "https://push.example/par",
                                "https://id.example/keys"),
                        false,
                        List.of("keys.example", "keys.example:8443"),
                        new Connection(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3), 7, null)));
        assertThat(provider.dialect())
                .isEqualTo(new Dialect(
                        false, Push.REQUIRED, "ES256", Map.of("prompt", "login", "hd", "a=b,c"), Answer.DESCOPE));
    }

    @ParameterizedTest
    @CsvSource({
        "par,sometimes",
        "par-endpoint,http://id.example/par",
        "id-token-algorithm,none",
        "id-token-algorithm,HS256",
        "parameters,prompt",
        "parameters,prompt=",
        "parameters,=login",
        "parameters,redirect_uri=https://evil.example",
        "parameters,Prompt=login",
        "parameters,audience=https://api.example",
        "parameters,dpop_jkt=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "parameters,response_mode=fragment",
        "answer,oauth",
        "discovery,maybe",
        "discovery,false",
        "hosts,*.example",
        "hosts,https://keys.example",
        "hosts,keys.example/path",
        "hosts,keys.example:99999",
        "hosts,user@keys.example",
        "connect-timeout,99ms",
        "connect-timeout,11s",
        "answer-timeout,99ms",
        "answer-timeout,31s",
        "timeout,99ms",
        "timeout,31s",
        "timeout,3",
        "connections,0",
        "connections,1001",
        "scope,'open\"id'",
        "domains,*.auth0.com",
        "domains,https://a.example?x",
        "domains,http://a.example",
        "ca-file,/nowhere/ca.pem",
    })
    void a_value_out_of_bounds_is_one_problem(String key, String value) {
        assertThat(ISSUER.with(key, value).problems())
                .singleElement()
                .asString()
                .startsWith(key)
                .doesNotContain(value + " ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "par=never",
                "parameters=response_mode=form_post",
                "hosts=[::1]:8443",
                "connect-timeout=100ms",
                "connect-timeout=10s",
                "answer-timeout=10s",
                "timeout=20s",
                "timeout=100ms",
                "connections=1000",
                "id-token-algorithm=PS512",
                "discovery=true"
            })
    void a_value_within_bounds_is_none(String setting) {
        assertThat(ProviderKeys.of("issuer=https://id.example/", setting).problems())
                .isEmpty();
    }

    @Test
    void a_control_character_in_a_parameter_is_a_problem() {
        assertThat(ISSUER.with("parameters", "login_hint=a\r\nb").problems()).hasSize(1);
    }

    @Test
    void a_parameter_is_given_once() {
        assertThat(ISSUER.with("parameters", new JsonArray().add("hd=a").add("hd=b"))
                        .problems())
                .containsExactly("parameters: must hold each name once");
    }

    @Test
    void no_part_of_a_call_takes_longer_than_the_whole() throws Exception {
        assertThat(ISSUER.with("answer-timeout", "11s").problems())
                .containsExactly("answer-timeout: must not be longer than timeout");
        assertThat(ISSUER.with("timeout", "1s").with("connect-timeout", "2s").problems())
                .containsExactly("connect-timeout: must not be longer than timeout");
        Connection shorter = ISSUER.with("timeout", "1s").provider().server().connection();
        assertThat(List.of(shorter.connectTimeout(), shorter.answerTimeout(), shorter.timeout()))
                .containsOnly(Duration.ofSeconds(1));
    }

    @Test
    void without_discovery_the_endpoints_must_be_given() throws Exception {
        ProviderKeys keys = ISSUER.with("authorize-endpoint", "https://id.example/a");

        assertThat(keys.with("discovery", "false").problems())
                .containsExactly("discovery: must be true unless authorize-endpoint and token-endpoint are given");
        ProviderKeys both = keys.with("token-endpoint", "https://id.example/t");
        assertThat(both.provider().server().discovery()).isTrue();
        assertThat(both.with("jwks-uri", "https://id.example/k")
                        .provider()
                        .server()
                        .discovery())
                .isFalse();
        assertThat(both.with("discovery", "false").provider().server().discovery())
                .isFalse();
    }

    @Test
    void pushing_needs_somewhere_to_push_to() {
        ProviderKeys fixed = ISSUER.with("authorize-endpoint", "https://id.example/a")
                .with("token-endpoint", "https://id.example/t")
                .with("discovery", "false")
                .with("par", "required");

        assertThat(fixed.problems())
                .containsExactly("par-endpoint: is required, as par is required and discovery is false");
        assertThat(fixed.with("par-endpoint", "https://id.example/p").problems())
                .isEmpty();
        assertThat(ISSUER.with("par", "never")
                        .with("par-endpoint", "https://id.example/p")
                        .problems())
                .containsExactly("par-endpoint: is of no use while par is never");
    }

    @Test
    void a_ca_file_holds_certificates_in_pem() throws Exception {
        Certificate certificate = anyCertificate();
        String base64 = Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
        String pem = "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";

        String file = file(pem + pem).toString();
        assertThat(ISSUER.with("ca-file", file).provider().server().connection().authorities())
                .isEqualTo(pem + pem);
        for (Path wrong : List.of(
                file(""),
                file("canary"),
                file(pem.replace(base64, "canary")),
                file(pem.replace("CERTIFICATE", "PRIVATE KEY")),
                Files.write(directory.resolve("der"), certificate.getEncoded()))) {
            assertThat(ISSUER.with("ca-file", wrong.toString()).problems())
                    .containsExactly("ca-file: must be a file of certificates in PEM (BEGIN CERTIFICATE)");
        }
        assertThat(ISSUER.with("ca-file", directory.toString()).problems()).containsExactly("ca-file: cannot be read");
        assertThat(ISSUER.with("ca-file", "a\u0000b").problems()).containsExactly("ca-file: cannot be read");
    }

    @Test
    void a_domain_belongs_to_one_issuer() {
        assertThat(problems(
                        new JsonObject().put("issuer", "https://a.example").put("domains", "https://B.example/"),
                        new JsonObject().put("issuer", "https://b.example/")))
                .containsExactly("providers[1].issuer: is a domain of another provider");
        assertThat(problems(
                        new JsonObject().put("issuer", "https://b.example/"),
                        new JsonObject().put("issuer", "https://a.example").put("domains", "b.example")))
                .containsExactly("providers[1].domains: names a domain of another provider");
        assertThat(problems(
                        new JsonObject().put("issuer", "https://a.example/").put("name", "one"),
                        new JsonObject().put("issuer", "https://a.example/").put("name", "two")))
                .isEmpty();
    }

    private static List<String> problems(JsonObject... providers) {
        Settings root = Settings.of(new JsonObject().put("providers", new JsonArray(List.of(providers))));
        ProviderList.read(root);
        InvalidConfiguration invalid = Assertions.catchThrowableOfType(InvalidConfiguration.class, root::check);
        return invalid == null ? List.of() : invalid.getMessage().lines().toList();
    }

    private Path file(String content) throws Exception {
        return Files.writeString(Files.createTempFile(directory, "ca", ".pem"), content);
    }

    /** One of those that this Java trusts. */
    private static Certificate anyCertificate() throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        try (InputStream file =
                Files.newInputStream(Path.of(System.getProperty("java.home"), "lib", "security", "cacerts"))) {
            trusted.load(file, null);
        }
        for (String alias : Collections.list(trusted.aliases())) {
            if (trusted.isCertificateEntry(alias)) {
                return trusted.getCertificate(alias);
            }
        }
        throw new IllegalStateException("This Java trusts nobody");
    }
}

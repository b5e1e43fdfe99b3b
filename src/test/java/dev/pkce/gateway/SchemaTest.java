package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.settings.ConfigurationSchema;
import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.settings.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** An editor that goes by the schema and the gateway agree on a file, as far as a schema can say. */
@ExtendWith(VertxExtension.class)
class SchemaTest {
    private static final JsonObject SCHEMA = new JsonObject(ConfigurationSchema.text());
    private static final JsonSchemaOptions OPTIONS =
            new JsonSchemaOptions().setDraft(Draft.DRAFT202012).setBaseUri("https://gateway.example/");

    private static final String PROVIDER = "\nproviders: [{issuer: 'https://id.example/'}]";

    private final Validator validator = Validator.create(JsonSchema.of(SCHEMA), OPTIONS);

    @Test
    void the_schema_is_one_of_draft_2020_12(Vertx vertx) {
        assertThat(SchemaRepository.create(OPTIONS)
                        .preloadMetaSchema(vertx.fileSystem(), Draft.DRAFT202012)
                        .validator(Draft.DRAFT202012.getIdentifier())
                        .validate(SCHEMA)
                        .getValid())
                .isTrue();
    }

    @Test
    void the_shipped_file_fits_with_and_without_its_optional_lines() throws IOException {
        assertThat(fits(Files.readString(ShippedConfiguration.FILE))).isTrue();
        assertThat(fits(ShippedConfiguration.whole())).isTrue();
    }

    @Test
    void the_example_of_the_readme_fits() throws IOException {
        assertThat(fits(Files.readString(Path.of("README.md"))
                        .split("```yaml\n", 2)[1]
                        .split("```", 2)[0]))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http:",
                "http: {tls: }",
                "http: {port: 0, max-requests: 1}",
                "http: {public-url: 'http://localhost:1000/a', start-url: 'http://[::1]/?b'}",
                "http: {public-url: 'https://a.example/'}\nflows: {binding: cookie}",
                "http: {allowed-hosts: a.example}\nflows: {binding: confirm}",
                "http: {allowed-hosts: ['A.example:1000', '[::1]:1']}\nflows: {binding: confirm}",
                "http: {allowed-origins: ['chrome-extension://abc', 'https://a.example:8443']}",
                "http: {rate-limits: {challenge: 60/1m, token: 1/1h}}",
                "http: {trusted-proxies: [10.0.0.0/8]}\nflows: {binding: confirm}",
                "flows: {ttl: 1h, wait: 0s, max: 10000000, strict: true}",
                "http: {host: 0.0.0.0, allowed-hosts: [a]}\ninsecure: [flows.binding]",
                "insecure: flows.binding"
            })
    void both_take(String yaml) {
        assertThat(fits(yaml + PROVIDER)).isTrue();
        assertThat(reads(yaml + PROVIDER)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{preset: auth0, tenant: a.example}",
                "{issuer: 'http://127.0.0.1:8080/realm', client-id: a, client-secret: b, client-auth: client_secret_post}",
                "{issuer: 'https://a.example', scope: 'openid  api', audience: 'any thing'}",
                "{issuer: 'https://a.example', scope: [openid, 'read:user'], parameters: [prompt=consent]}",
                "{issuer: 'https://a.example', redirect-uris: ['com.example.app:/callback'], domains: [b.example]}",
                "{issuer: 'https://a.example', timeout: 1s, connections: 1, par: never, id-token-algorithm: ES256}",
                "{issuer: 'https://a.example', token-endpoint: 'https://a.example/token?a=b', preflight: false}"
            })
    void both_take_the_provider(String provider) {
        assertThat(fits("providers: [" + provider + "]")).isTrue();
        assertThat(reads("providers: [" + provider + "]")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "colour: red",
                "http: 1",
                "http: {prot: 1}",
                "http: {port: 65536}",
                "http: {port: -1}",
                "http: {port: 1.5}",
                "http: {port: x}",
                "http: {host: 1}",
                "http: {public-url: 'ftp://a.example'}",
                "http: {public-url: 'http://a.example'}",
                "http: {public-url: 'http://127.0.0.1.example'}",
                "http: {public-url: 'https://a.example?b'}",
                "http: {start-url: 'https://a.example#b'}",
                "http: {allowed-hosts: ['*']}",
                "http: {allowed-hosts: [1]}",
                "http: {allowed-origins: ['https://A.example']}",
                "http: {tls: {key: x}}",
                "http: {rate-limits: {token: 60}}",
                "http: {rate-limits: {token: 60/1d}}",
                "http: {rate-limits: {tokens: 60/1m}}",
                "flows: {ttl: 10}",
                "flows: {ttl: 10d}",
                "flows: {max: 0}",
                "flows: {strict: maybe}",
                "flows: {binding: hope}",
                "insecure: true",
                "insecure: [everything]"
            })
    void both_refuse(String yaml) {
        assertThat(fits(yaml + PROVIDER)).isFalse();
        assertThat(reads(yaml + PROVIDER)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "{issuer: a.example}",
                "{preset: auht0}",
                "{issuer: 'https://a.example', client-id: 1}",
                "{issuer: 'https://a.example', trust-all: true}",
                "{issuer: 'https://a.example', scope: ['a\"b']}",
                "{issuer: 'https://a.example', par: maybe}",
                "{issuer: 'https://a.example', connections: 0}",
                "{issuer: 'https://a.example', id-token-algorithm: none}",
                "{issuer: 'https://a.example', client-id: a, client-secret: b, client-secret-file: c}"
            })
    void both_refuse_the_provider(String provider) {
        assertThat(fits("providers: [" + provider + "]")).isFalse();
        assertThat(reads("providers: [" + provider + "]")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flows: {ttl: 2h}",
                "http: {host: 0.0.0.0}",
                "http: {trusted-proxies: [proxy.example]}",
                "http: {tls: {key-file: /nowhere}}",
                "http: {public-url: 'https://a.example:99999'}"
            })
    void a_schema_cannot_say_all(String yaml) {
        assertThat(fits(yaml + PROVIDER)).isTrue();
        assertThat(reads(yaml + PROVIDER)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http: {port: '1'}", "http: {start-url: ''}", "http: {start-url: }", "flows: {strict: 'true'}"})
    void what_a_template_may_have_written_is_taken_all_the_same(String yaml) {
        assertThat(fits(yaml + PROVIDER)).isFalse();
        assertThat(reads(yaml + PROVIDER)).isTrue();
    }

    private boolean fits(String yaml) {
        return validator.validate(tree(yaml)).getValid();
    }

    private static boolean reads(String yaml) {
        try {
            GatewayConfig.read(Settings.of(tree(yaml)));
            return true;
        } catch (InvalidConfiguration refused) {
            return false;
        }
    }

    private static JsonObject tree(String yaml) {
        return new JsonObject(new Yaml().<Map<String, Object>>load(yaml));
    }
}

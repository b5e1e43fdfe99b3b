package dev.pkce.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.provider.ClientAuthentication.Basic;
import dev.pkce.gateway.provider.ClientAuthentication.None;
import dev.pkce.gateway.provider.ClientAuthentication.Post;
import dev.pkce.gateway.provider.ClientAuthentication.PrivateKey;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAuthenticationTest {
    private static final String ID = "a+b%c:\u00e9 d";
    private static final String SECRET = "e+f%g:\u00e9 h~*";
    private static final String AUDIENCE = "https://id.example/";

    private final Map<String, String> headers = new HashMap<>();
    private final Map<String, String> form = new HashMap<>();

    @Test
    void a_public_client_shows_nothing() {
        new None().apply(ID, AUDIENCE, headers, form);

        assertThat(headers).isEmpty();
        assertThat(form).isEmpty();
    }

    @Test
    void basic_encodes_both_halves_as_forms_do() {
        new Basic(new Secret(SECRET)).apply(ID, AUDIENCE, headers, form);

        assertThat(form).isEmpty();
        assertThat(headers).containsOnlyKeys("Authorization");
        String pair = new String(
                Base64.getDecoder()
                        .decode(headers.getOrDefault("Authorization", "").substring("Basic ".length())),
                StandardCharsets.UTF_8);
        // RFC 6749 section 2.3.1
        assertThat(pair).isEqualTo("a%2Bb%25c%3A%C3%A9+d:e%2Bf%25g%3A%C3%A9+h%7E*");
        List<String> halves = Arrays.asList(pair.split(":", -1));
        assertThat(halves)
                .extracting(half -> URLDecoder.decode(half, StandardCharsets.UTF_8))
                .containsExactly(ID, SECRET);
    }

    @Test
    void post_puts_the_secret_into_the_form_as_it_is() {
        new Post(new Secret(SECRET)).apply(ID, AUDIENCE, headers, form);

        assertThat(headers).isEmpty();
        assertThat(form).isEqualTo(Map.of("client_secret", SECRET));
    }

    @Test
    void a_private_key_puts_an_assertion_into_the_form() throws Exception {
        String jwk = new ECKeyGenerator(Curve.P_256).generate().toJSONString();

        new PrivateKey(ClientKey.parse(new Secret(jwk), null)).apply(ID, AUDIENCE, headers, form);

        assertThat(headers).isEmpty();
        assertThat(form).containsOnlyKeys("client_assertion_type", "client_assertion");
        assertThat(form)
                .containsEntry("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        assertThat(SignedJWT.parse(form.get("client_assertion"))
                        .getJWTClaimsSet()
                        .getSubject())
                .isEqualTo(ID);
    }

    @ParameterizedTest
    @CsvSource({
        ",,None",
        "none,,None",
        ",secret,Basic",
        "client_secret_basic,secret,Basic",
        "client_secret_post,secret,Post",
        ",key,PrivateKey",
        "private_key_jwt,key,PrivateKey"
    })
    void the_method_is_read_or_follows_from_what_is_given(
            String method, String given, String kind, @TempDir Path directory) throws Exception {
        assertThat(keys(method, given, directory)
                        .provider()
                        .client()
                        .authentication()
                        .getClass()
                        .getSimpleName())
                .isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "client_secret_basic,,client-auth: needs client-secret-file (or client-secret)",
        "client_secret_post,,client-auth: needs client-secret-file (or client-secret)",
        "private_key_jwt,,client-auth: needs client-key-file (or client-key)",
        "none,secret,client-secret: does not go with the client-auth or the client-key that is given",
        "none,key,client-key-file: does not go with the client-auth that is given",
        ",both,client-secret: does not go with the client-auth or the client-key that is given",
        "private_key_jwt,both,client-secret: does not go with the client-auth or the client-key that is given",
        "client_secret_post,both,client-key-file: does not go with the client-auth that is given",
        "basic,secret,'client-auth: must be one of client_secret_basic, client_secret_post, none, private_key_jwt'",
    })
    void what_does_not_fit_is_one_problem(String method, String given, String problem, @TempDir Path directory)
            throws Exception {
        assertThat(keys(method, given, directory).problems()).containsExactly(problem);
    }

    @Test
    void a_key_that_is_none_is_told_at_its_key() {
        ProviderKeys client = ProviderKeys.of("issuer=https://id.example", "client-id=id");

        assertThat(client.with("client-key", "canary").problems())
                .containsExactly("client-key: must be a private key, as a JSON Web Key or in PEM (BEGIN PRIVATE KEY)");
        assertThat(client.with("client-key-file", "/nowhere").problems())
                .containsExactly("client-key-file: names a file that cannot be read");
        assertThat(client.with("client-key-id", "a").problems())
                .containsExactly("client-key-id: needs client-key-file (or client-key)");
        assertThat(client.with("client-secret", 1).problems())
                .containsExactly("client-secret: must be a text; write it in quotes");
    }

    @Test
    void the_name_of_a_key_goes_before_its_own(@TempDir Path directory) throws Exception {
        ProviderKeys keys = keys("private_key_jwt", "key", directory);

        assertThat(keys.provider().toString()).contains("ClientKey[own]");
        assertThat(keys.with("client-key-id", "other").provider().toString()).contains("ClientKey[other]");
    }

    @Test
    void no_text_of_a_provider_holds_its_secret(@TempDir Path directory) throws Exception {
        for (String method : List.of("client_secret_basic", "client_secret_post")) {
            ProviderKeys secret = ProviderKeys.of(
                    "issuer=https://id.example", "client-id=id", "client-auth=" + method, "client-secret=canary");

            assertThat(secret.provider().toString()).contains("***").doesNotContain("canary");
            assertThat(secret.with("timeout", "x").problems().toString()).doesNotContain("canary");
        }
        Provider provider = keys("private_key_jwt", "key", directory).provider();
        String written = Files.readString(directory.resolve("key"));
        assertThat(provider.toString())
                .doesNotContain(ECKey.parse(written).getD().toString())
                .doesNotContain(written);
    }

    private static ProviderKeys keys(String method, String given, Path directory) throws Exception {
        Path key = Files.writeString(
                directory.resolve("key"),
                new ECKeyGenerator(Curve.P_256).keyID("own").generate().toJSONString());
        ProviderKeys keys = ProviderKeys.of("issuer=https://id.example", "client-id=id");
        keys = method == null ? keys : keys.with("client-auth", method);
        String all = String.valueOf(given);
        keys = all.equals("secret") || all.equals("both") ? keys.with("client-secret", SECRET) : keys;
        return all.equals("key") || all.equals("both") ? keys.with("client-key-file", key.toString()) : keys;
    }
}

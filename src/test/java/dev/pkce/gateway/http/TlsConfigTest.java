package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.settings.Settings;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsConfigTest {
    @TempDir
    private Path directory;

    private Pki pki;

    @BeforeEach
    void certify() throws Exception {
        pki = new Pki(directory);
        pki.install(pki.issue("localhost"));
    }

    @Test
    void a_certificate_and_its_key_are_all_it_takes() throws Exception {
        assertThat(read(pki.section()).edge().tls()).isEqualTo(pki.config());
        assertThat(read(pki.mutual()).publicUrl(1)).isEqualTo("https://localhost:1");
        assertThat(read(new JsonObject()).publicUrl(1)).isEqualTo("http://localhost:1");
    }

    @Test
    void half_a_pair_is_a_problem() {
        JsonObject section = pki.section();
        section.remove("key-file");
        assertThat(problems(section)).containsExactly("http.tls.key-file: is required");
        assertThat(problems(new JsonObject().put("client-ca-file", "ca.pem")))
                .containsExactly("http.tls.certificate-file: is required", "http.tls.key-file: is required");
    }

    @Test
    void the_key_of_another_certificate_is_a_problem() throws Exception {
        pki.write("key.pem", pki.issue("localhost").getPrivateKeyPEM());
        assertThat(problems(pki.section()))
                .containsExactly("http.tls.key-file: is not the key of the first certificate in certificate-file");
        pki.write("key.pem", pki.issue(Pki.certificate("localhost").rsa2048()).getPrivateKeyPEM());
        assertThat(problems(pki.section())).hasSize(1);
    }

    @Test
    void a_certificate_that_no_client_would_take_is_a_problem() throws Exception {
        Instant now = Instant.now();
        pki.install(pki.issue(Pki.certificate("localhost").notAfter(now.minus(Duration.ofHours(1)))));
        assertThat(problems(pki.section()))
                .containsExactly("http.tls.certificate-file: holds a certificate that has expired");
        pki.install(pki.issue(Pki.certificate("localhost").notBefore(now.plus(Duration.ofHours(1)))));
        assertThat(problems(pki.section()))
                .containsExactly("http.tls.certificate-file: holds a certificate that is not valid yet");
    }

    @Test
    void files_that_hold_something_else_are_problems_without_a_word_of_it() throws Exception {
        JsonObject section = pki.mutual().put("certificate-file", "/nowhere/a.pem");
        pki.write("key.pem", "-----BEGIN EC PRIVATE KEY-----\ncanary\n-----END EC PRIVATE KEY-----");
        pki.write("client-ca.pem", "canary");

        assertThat(problems(section))
                .containsExactlyInAnyOrder(
                        "http.tls.certificate-file: cannot be read, or is empty",
                        "http.tls.key-file: must be PKCS #8 without a password (BEGIN PRIVATE KEY), as openssl pkcs8 -topk8 -nocrypt writes it",
                        "http.tls.client-ca-file: must be a file of certificates in PEM (BEGIN CERTIFICATE)");
    }

    private static HttpConfig read(JsonObject tls) throws InvalidConfiguration {
        Settings settings = Settings.of(new JsonObject().put("http", new JsonObject().put("tls", tls)));
        HttpConfig config = HttpConfig.read(settings.section("http"));
        settings.check();
        return config;
    }

    private static List<String> problems(JsonObject tls) {
        return catchThrowableOfType(InvalidConfiguration.class, () -> read(tls)).problems().stream()
                .map(Object::toString)
                .toList();
    }
}

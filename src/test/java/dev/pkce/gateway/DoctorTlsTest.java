package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.demo.DevelopmentProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code doctor} finds of certificates, the provider's and the gateway's own. */
class DoctorTlsTest {
    private static final int LONG = 60;

    private final Vertx vertx = Vertx.vertx();
    private final X509Bundle authority;

    @TempDir
    private Path directory;

    DoctorTlsTest() throws Exception {
        authority = new CertificateBuilder()
                .subject("CN=Some Authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    @Test
    void an_unknown_authority_is_named_and_then_known() throws Exception {
        JsonObject section = section(issue("localhost", LONG));

        Consultation unknown = ask(section);

        JsonObject found = unknown.finding("tls");
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(found.getString("status")).isEqualTo("fail");
        assertThat(found.getString("detail")).contains("CN=Some Authority", "the system does not know");
        assertThat(found.getString("change"))
                .startsWith("providers[0].ca-file: ")
                .contains("CN=Some Authority");
        Map<String, String> others = unknown.remarkable();
        others.remove("tls");
        assertThat(others)
                .containsKeys("discovery", "keys", "redirect_uri")
                .allSatisfy((check, status) -> assertThat(status).isEqualTo("skip"));

        Consultation known = ask(section.put("ca-file", authorityFile()));
        assertThat(known.remarkable()).as(known.out()).isEqualTo(Map.of("callback", "skip"));
        assertThat(known.finding("tls").getString("detail")).contains("CN=Some Authority", "59 more days");
    }

    @Test
    void a_certificate_that_ends_soon_is_a_warning() throws Exception {
        Consultation told = ask(section(issue("localhost", 5)).put("ca-file", authorityFile()));

        assertThat(told.exit()).isZero();
        assertThat(told.remarkable()).isEqualTo(Map.of("tls", "warn", "callback", "skip"));
        assertThat(told.finding("tls").getString("change")).contains("renew");
    }

    @Test
    void one_that_has_ended_and_one_of_another_host_are_told_apart() throws Exception {
        Consultation ended = ask(section(issue("localhost", -1)).put("ca-file", authorityFile()));
        Consultation foreign = ask(section(issue("login.example", LONG)).put("ca-file", authorityFile()));

        assertThat(ended.finding("tls").getString("detail")).contains("has expired on");
        assertThat(foreign.finding("tls").getString("detail")).contains("localhost");
        assertThat(ended.exit() + foreign.exit()).isEqualTo(2);
    }

    @Test
    void the_gateways_own_certificate_is_looked_at_too() throws Exception {
        X509Bundle own = issue("localhost", 5);
        JsonObject tls = new JsonObject()
                .put("certificate-file", write("own.pem", own.getCertificatePathPEM()))
                .put("key-file", write("own-key.pem", own.getPrivateKeyPEM()));

        Consultation told = Consultation.of(
                directory,
                config(section(issue("localhost", LONG)).put("ca-file", authorityFile()))
                        .mergeIn(new JsonObject().put("http", new JsonObject().put("tls", tls)), true),
                "--json");

        assertThat(told.exit()).isZero();
        assertThat(told.remarkable()).isEqualTo(Map.of("certificate", "warn", "callback", "skip"));
        assertThat(told.finding("certificate").getString("change")).startsWith("http.tls.certificate-file: ");
    }

    private JsonObject section(X509Bundle certificate) throws Exception {
        PemKeyCertOptions options = new PemKeyCertOptions()
                .addKeyValue(Buffer.buffer(certificate.getPrivateKeyPEM()))
                .addCertValue(Buffer.buffer(certificate.getCertificatePathPEM()));
        DevelopmentProvider provider =
                DevelopmentProvider.start(vertx, 0, options).await(20, TimeUnit.SECONDS);
        provider.clock(Duration.ZERO);
        return new JsonObject().put("issuer", provider.issuer()).put("client-id", "patient");
    }

    private X509Bundle issue(String host, int days) throws Exception {
        Instant now = Instant.now();
        return new CertificateBuilder()
                .subject("CN=" + host)
                .addSanDnsName(host)
                .notBefore(now.minus(Duration.ofDays(90)))
                .notAfter(now.plus(Duration.ofDays(days)))
                .buildIssuedBy(authority);
    }

    private String authorityFile() throws Exception {
        return write("authority.pem", authority.getCertificatePEM());
    }

    private String write(String file, String text) throws Exception {
        return Files.writeString(directory.resolve(file), text).toString();
    }

    private Consultation ask(JsonObject section) throws Exception {
        return Consultation.of(directory, config(section), "--json");
    }

    private static JsonObject config(JsonObject section) {
        return new JsonObject()
                .put("http", new JsonObject().put("port", 9))
                .put("providers", new JsonArray().add(section));
    }
}

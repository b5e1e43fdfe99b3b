package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.RawSocket;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(GatewayExtension.class)
class TlsTest {
    private static final String OK = "HTTP/1.1 200 OK";
    private static final int ALERT = 21;

    @TempDir
    private Path directory;

    private Pki pki;

    @BeforeEach
    void certify() throws Exception {
        pki = new Pki(directory);
        pki.install(pki.issue("localhost"));
    }

    private static TestGateway start(TestGateways gateways, JsonObject tls) {
        return gateways.start(config -> config.getJsonObject("http").put("tls", tls));
    }

    @ParameterizedTest(name = "O18: a client of {0} is served")
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void both_versions_of_today_are_spoken(String version, TestGateways gateways) throws Exception {
        TestGateway gateway = start(gateways, pki.section());
        String[] only = {version};

        try (TlsClient client =
                TlsClient.connect(gateway, pki.root(), null, parameters -> parameters.setProtocols(only))) {
            assertThat(client.challenge()).isEqualTo(OK);
            assertThat(client.socket().getSession().getProtocol()).isEqualTo(version);
        }
        assertThat(gateway.url())
                .isEqualTo("https://localhost:" + gateway.gateway().port());
    }

    @Test
    void an_rsa_certificate_serves_too(TestGateways gateways) throws Exception {
        pki.install(pki.issue(Pki.certificate("localhost").rsa2048()));

        try (TlsClient client = TlsClient.connect(start(gateways, pki.section()), pki.root())) {
            assertThat(client.challenge()).isEqualTo(OK);
        }
    }

    @ParameterizedTest(name = "O18: TLS 1.{0} is refused")
    @ValueSource(ints = {0, 1})
    void old_versions_are_refused(int minor, TestGateways gateways) throws Exception {
        try (RawSocket client = RawSocket.open(start(gateways, pki.section()))) {
            String answer = client.send(oldHello(minor)).readToEnd(Duration.ofSeconds(20));

            assertThat(answer).isNotEmpty();
            assertThat((int) answer.charAt(0)).isEqualTo(ALERT);
        }
    }

    /** RFC 4346 section 7.4.1.2, as characters; the JDK's own client no longer writes one. */
    private static String oldHello(int minor) {
        char version = (char) (minor + 1);
        // TLS_ECDHE_ECDSA and TLS_ECDHE_RSA with AES_128_CBC_SHA, and no compression.
        String body = "\3" + version + "r".repeat(32) + "\0" + "\0\4\u00c0\u0009\u00c0\u0013" + "\1\0";
        char length = (char) body.length();
        return "\26\3" + version + "\0" + (char) (length + 4) + "\1\0\0" + length + body;
    }

    @Test
    @DisplayName("O15, O16: HTTP/2 is not negotiated")
    void http2_is_off(TestGateways gateways) throws Exception {
        String[] both = {"h2", "http/1.1"};
        TestGateway gateway = start(gateways, pki.section());

        try (TlsClient client =
                TlsClient.connect(gateway, pki.root(), null, parameters -> parameters.setApplicationProtocols(both))) {
            assertThat(client.socket().getApplicationProtocol()).isEmpty();
            assertThat(client.challenge()).isEqualTo(OK);
        }
    }

    @Test
    void plain_http_gets_no_answer_on_a_port_with_tls(TestGateways gateways) throws Exception {
        TestGateway gateway = start(gateways, pki.section());

        try (RawSocket client = RawSocket.open(gateway)) {
            assertThat(client.send("GET /pkce/challenge HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .readToEnd(Duration.ofSeconds(20)))
                    .doesNotContain("HTTP");
        }
    }

    @Test
    void clients_show_a_certificate_of_the_configured_authority_where_one_is_configured(TestGateways gateways)
            throws Exception {
        TestGateway gateway = start(gateways, pki.mutual());
        X509Bundle known = pki.issue("client");
        X509Bundle stranger = new Pki(directory).issue("client");

        try (TlsClient client = TlsClient.connect(gateway, pki.root(), known, parameters -> {})) {
            assertThat(client.challenge()).isEqualTo(OK);
        }
        assertThatThrownBy(() -> challenge(gateway, stranger)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> challenge(gateway, null)).isInstanceOf(IOException.class);
    }

    // With TLS 1.3 a client learns only after its handshake that the server did not like it.
    private void challenge(TestGateway gateway, @Nullable X509Bundle own) throws Exception {
        try (TlsClient client = TlsClient.connect(gateway, pki.root(), own, parameters -> {})) {
            client.challenge();
        }
    }

    @Test
    void a_new_certificate_is_served_without_a_restart_and_open_connections_go_on(TestGateways gateways)
            throws Exception {
        TestGateway gateway = start(gateways, pki.section());
        try (TlsClient before = TlsClient.connect(gateway, pki.root())) {
            assertThat(before.challenge()).isEqualTo(OK);
            X509Bundle renewed = pki.install(pki.issue("localhost"));

            await().atMost(Duration.ofSeconds(30)).until(() -> serves(gateway, renewed));

            assertThat(before.challenge()).isEqualTo(OK);
        }
    }

    private boolean serves(TestGateway gateway, X509Bundle certificate) throws Exception {
        try (TlsClient client = TlsClient.connect(gateway, pki.root())) {
            return client.certificate().equals(certificate.getCertificate());
        }
    }

    @Test
    @DisplayName("O18: names that clients make up are not remembered")
    void names(TestGateways gateways) throws Exception {
        TestGateway gateway = start(gateways, pki.section());
        handshakes(gateway, 10);
        long before = contexts();

        handshakes(gateway, 200);

        assertThat(contexts()).isLessThan(before + 50);
    }

    private void handshakes(TestGateway gateway, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            try (TlsClient client =
                    TlsClient.connect(gateway, pki.root(), null, TlsClient.naming(UUID.randomUUID() + ".example"))) {
                assertThat(client.socket().isConnected()).isTrue();
            }
        }
    }

    /** How many TLS contexts of servers are reachable; that of the clients here are of another class. */
    private static long contexts() throws Exception {
        Object[] none = {new String[0]};
        String[] signature = {String[].class.getName()};
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        none,
                        signature);
        return Pattern.compile("(\\d+) +\\d+ +io\\.netty\\.handler\\.ssl\\.\\w*SslContext\\b")
                .matcher(histogram)
                .results()
                .mapToLong(line -> Long.parseLong(line.group(1)))
                .sum();
    }
}

package dev.pkce.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider behind TLS; its certificates are of an authority that only the gateway knows. */
@ExtendWith(GatewayExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CertificatesTest {
    private static final String TOKEN = "/oauth/token";

    private final Vertx vertx = Vertx.vertx();
    private TestGateways gateways;
    private DevelopmentProvider provider;
    private Authority authority;
    private String authorityFile;

    @BeforeAll
    void begin(TestGateways all, DevelopmentProvider own, @TempDir Path directory) throws Exception {
        gateways = all;
        provider = own;
        authority = new Authority();
        authorityFile = authority.file(directory);
    }

    @AfterAll
    void close() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("Q13: a provider with a certificate of the authority in ca-file is used")
    void trusted() throws Exception {
        TlsFront front = front(authority.issue("localhost"));
        TestGateway gateway = gateways.start(section(section -> front.serves(section, "localhost", authorityFile)));

        Login login = gateway.login();
        login.token(login.approved()).expect(200);

        assertThat(provider.recorder().count(TOKEN)).isEqualTo(1);
    }

    @Test
    void another_authority_in_the_same_file_is_the_one_that_is_trusted_after_a_reload(@TempDir Path directory)
            throws Exception {
        TlsFront front = front(authority.issue("localhost"));
        String file = new Authority().file(directory);
        Consumer<JsonObject> change =
                section(section -> section.put("token-endpoint", "https://localhost:" + front.port() + TOKEN)
                        .put("ca-file", file));
        TestGateway gateway = gateways.start(change);
        BadDay.told(Exchange.TOKEN.at(gateway), 502);

        Files.copy(Path.of(authorityFile), Path.of(file), StandardCopyOption.REPLACE_EXISTING);
        gateway.gateway().reload(gateways.config(change)).await(20, TimeUnit.SECONDS);

        Login login = gateway.login();
        login.token(login.approved()).expect(200);
    }

    /** What issues a certificate that a good authority should not have issued, or that is not its own. */
    @FunctionalInterface
    interface Flaw {
        X509Bundle certificate(Authority authority) throws Exception;
    }

    static Stream<Named<Flaw>> untrusted() {
        Instant now = Instant.now();
        return Stream.of(
                Named.of("that is expired", known -> known.issue(good().notAfter(now.minusSeconds(60)))),
                Named.of("that is not valid yet", known -> known.issue(good().notBefore(now.plusSeconds(3600)))),
                Named.of(
                        "that is self-signed",
                        known -> good().setIsCertificateAuthority(true).buildSelfSigned()),
                Named.of("of another authority of the same name", known -> new Authority().issue(good())),
                Named.of("of another host", known -> known.issue("login.example")),
                Named.of("for clients", known -> known.issue(good().addExtendedKeyUsageClientAuth())));
    }

    @ParameterizedTest(name = "Q13: a provider with a certificate {0} is a 502, and no request reaches it")
    @MethodSource("untrusted")
    void not_trusted(Flaw flaw) throws Exception {
        refused(front(flaw.certificate(authority)).port(), authorityFile);
    }

    @Test
    @DisplayName("Q13: an authority that only one provider's ca-file names is not trusted without it")
    void no_authority() throws Exception {
        refused(front(authority.issue("localhost")).port(), null);
    }

    @Test
    @DisplayName("Q13: a server without TLS at an https address is a 502, and no request reaches it")
    void plain() throws Exception {
        refused(provider.port(), authorityFile);
    }

    @ParameterizedTest(name = "Q13: a server that has TLS 1.{0} at most is a 502, and is told nothing but that")
    @ValueSource(ints = {0, 1})
    void old_tls(int minor) throws Exception {
        OldTls server = OldTls.start(vertx, minor + 1).await(20, TimeUnit.SECONDS);

        refused(server.port(), authorityFile);

        await().until(() -> !server.replies().isEmpty());
        assertThat(server.replies()).allMatch(OldTls::alert);
    }

    /** Fails unless a token call to {@code port} is a 502, and a gateway whose provider is in order has its login. */
    private void refused(int port, @Nullable String trusted) {
        TestGateway gateway =
                gateways.start(section(section -> section.put("token-endpoint", "https://localhost:" + port + TOKEN)
                        .put("ca-file", trusted)));
        provider.recorder().clear();

        BadDay.told(Exchange.TOKEN.at(gateway), 502);

        assertThat(provider.recorder().count(TOKEN)).isZero();
        gateway.login().seeded().signIn();
    }

    @Test
    @DisplayName(
            "G9, Q19: a name that stands for another server of this machine is told nothing, and found where it moves to")
    void rebound() throws Exception {
        NameServer names = NameServer.start(vertx).await(20, TimeUnit.SECONDS);
        TlsFront own = front(authority.issue("login.example"));
        TlsFront.start(vertx, "127.0.0.2", own.port(), authority.issue("localhost"), provider.port())
                .await(20, TimeUnit.SECONDS);
        names.resolve("127.0.0.2");
        TestGateway gateway = gateways.start(
                names.options(), section(section -> own.serves(section, "login.example", authorityFile)));
        provider.autoApprove(true).recorder().clear();

        BadDay.told(gateway.login().park().join(), 502);

        assertThat(provider.recorder().all()).isEmpty();
        names.resolve("127.0.0.1");
        await().until(() -> gateway.login().park().join().status() == 200);
    }

    @ParameterizedTest(name = "Q19: at another address of localhost a certificate of {0} is judged by that name: {1}")
    @CsvSource({"localhost, 200", "login.example, 502"})
    void other_address(String host, int status) throws Exception {
        TlsFront front = front(authority.issue(host));
        AddressResolverOptions dead = new AddressResolverOptions().setHostsValue(Buffer.buffer("127.0.0.9 localhost"));
        TestGateway gateway = gateways.start(
                new VertxOptions().setAddressResolverOptions(dead),
                section(section -> front.serves(section, "localhost", authorityFile)));
        provider.autoApprove(true);

        gateway.login().park().join().expect(status);

        assertThat(provider.recorder().count("/authorize")).isEqualTo(status == 200 ? 1 : 0);
    }

    private TlsFront front(X509Bundle certificate) throws Exception {
        return TlsFront.start(vertx, "127.0.0.1", 0, certificate, provider.port())
                .await(20, TimeUnit.SECONDS);
    }

    private static Consumer<JsonObject> section(Consumer<JsonObject> change) {
        return config -> change.accept(config.getJsonArray("providers").getJsonObject(0));
    }

    private static CertificateBuilder good() {
        return Authority.certificate("localhost");
    }
}

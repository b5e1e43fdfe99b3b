package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pkce.gateway.demo.Browser;
import dev.pkce.gateway.demo.DevelopmentProvider;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The gateway with the configuration that is shipped, but for its ports and the address of its provider. */
@ExtendWith(GatewayExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShippedIT {
    private static final String CLIENT = "your-client-id";
    private static final String EVIL = "https://evil.example";

    private GatewayProcess process;
    private TestGateway gateway;
    private int port;

    @BeforeAll
    void start(DevelopmentProvider provider, @TempDir Path directory) throws Exception {
        Path config = Files.copy(Path.of("conf", "gateway.yaml"), directory.resolve("gateway.yaml"));
        process = GatewayProcess.run(
                GatewayProcess.ownJdk(),
                config,
                Map.of(
                        "PKCE_HTTP_PORT", "0",
                        "PKCE_PROVIDERS_0_PRESET", "",
                        "PKCE_PROVIDERS_0_TENANT", "",
                        "PKCE_PROVIDERS_0_ISSUER", provider.issuer()));
        String url = process.url();
        port = URI.create(url).getPort();
        gateway = new TestGateway(url, provider);
    }

    @AfterAll
    void stop() {
        process.close();
    }

    private static byte[] address(int last) {
        return new byte[] {127, 0, 0, (byte) last};
    }

    @Test
    @DisplayName("K1, T3: it listens on 127.0.0.1 and ::1, and on no other address of the machine")
    void it_listens_on_loopback() throws Exception {
        RawSocket.open(address(1), port).close();
        InetAddress loopback6 = InetAddress.getAllByName("::1")[0];
        if (NetworkInterface.getByInetAddress(loopback6) != null) {
            RawSocket.open(loopback6.getAddress(), port).close();
        }
        assertThatThrownBy(() -> RawSocket.open(address(2), port)).isInstanceOf(UncheckedIOException.class);
        for (NetworkInterface card : NetworkInterface.networkInterfaces().toList()) {
            for (InetAddress other :
                    card.inetAddresses().filter(at -> !at.isLoopbackAddress()).toList()) {
                assertThatThrownBy(() -> RawSocket.open(other.getAddress(), port))
                        .isInstanceOf(UncheckedIOException.class);
            }
        }
    }

    @Test
    @DisplayName("K2, K7, T3: it answers to no other name, and to no page elsewhere")
    void it_knows_its_name_and_its_pages() {
        for (String path :
                List.of("/pkce/challenge", "/pkce/code", "/pkce/token", "/pkce/clear", "/pkce/response/code")) {
            for (String method : List.of("GET", "POST")) {
                gateway.send(method, path, "", "Host", "evil.example").join().expect(403);
                Reply reply = gateway.send(method, path, "", "Origin", EVIL).join();
                assertThat(reply.status()).isEqualTo(path.contains("response") ? 400 : 403);
                assertThat(reply.headers().map()).doesNotContainKey("access-control-allow-origin");
            }
        }
    }

    @Test
    @DisplayName("L17, D2, T3: it takes JSON only, signs in, and lets nobody keep an answer")
    void it_is_strict_and_works() {
        Login login = gateway.login();
        JsonObject seed = login.seed().put("client_id", CLIENT);
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "application/xml")) {
            notKept(gateway.postAsync("/pkce/code", type, seed.encode()).join().expect(415));
            notKept(gateway.postAsync("/pkce/token", type, "{}").join().expect(415));
        }

        JsonObject call = login.tokenCall(login.approved(seed)).put("client_id", CLIENT);
        notKept(gateway.postJson("/pkce/token", call).expect(200));
        notKept(gateway.postJson("/pkce/token", call).expect(400));
    }

    private static void notKept(Reply reply) {
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        assertThat(reply.header("Pragma")).isEqualTo("no-cache");
    }

    @Test
    @DisplayName("O9, T3: it waits for no half request")
    void it_waits_for_no_half_request() throws Exception {
        try (RawSocket socket = RawSocket.open(address(1), port)) {
            socket.send("GET /pkce/challenge HTTP/1.1\r\nHost: localh");
            assertThat(socket.readToEnd(Duration.ofSeconds(30))).doesNotContain("200");
        }
    }

    @Test
    @DisplayName("I10, T3: its health says what was looked at, and no more")
    void health_is_short() {
        String url = "http://127.0.0.1:" + process.managementPort() + "/health/ready";

        assertThat(new JsonObject(new Browser().get(url).body()).fieldNames()).containsExactly("status", "checks");
    }
}

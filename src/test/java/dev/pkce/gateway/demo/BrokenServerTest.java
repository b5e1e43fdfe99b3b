package dev.pkce.gateway.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SelfSignedCertificate;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayName("Q14, Q15: a server that breaks HTTP")
@ExtendWith(VertxExtension.class)
class BrokenServerTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ";

    private final Browser browser = new Browser();
    private BrokenServer server;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        server = BrokenServer.start(vertx).await(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        server.stop().await(10, TimeUnit.SECONDS);
    }

    @Test
    void answers_come_in_turn_and_the_last_one_stays() {
        server.answer(RawAnswer.json("1"), RawAnswer.json("\"ä\""));
        assertThat(browser.get(server.url()).body()).isEqualTo("1");
        assertThat(browser.get(server.url()).body()).isEqualTo("\"ä\"");
        assertThat(browser.post(server.url(), Map.of("a", "b")).body()).isEqualTo("\"ä\"");
        assertThat(server.connections()).isOne();
        assertThat(server.requests()).hasSize(3);
        assertThat(server.requests().get(2)).startsWith("POST / HTTP/1.1\r\n").endsWith("\r\na=b");
    }

    @Test
    void a_status_line_may_be_none() {
        server.answer(RawAnswer.badStatusLine());
        assertThatThrownBy(() -> browser.get(server.url())).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void one_request_may_get_two_answers() throws Exception {
        server.answer(RawAnswer.json("1").then(RawAnswer.json("2")).then(RawAnswer.close()));
        assertThat(all(GET)).isEqualTo(OK + "1\r\n\r\n1" + OK + "1\r\n\r\n2");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void bytes_may_come_that_nobody_asked_for() throws Exception {
        server.answer(RawAnswer.json("{}").then(RawAnswer.bytes("unasked")).then(RawAnswer.close()));
        assertThat(all(GET)).endsWith("{}unasked");
    }

    @Test
    void interim_answers_may_have_no_end() throws Exception {
        server.answer(RawAnswer.informationalFlood());
        try (Socket socket = connect()) {
            socket.getOutputStream().write(GET.getBytes(UTF_8));
            String line = "HTTP/1.1 102 Processing\r\n\r\n";
            byte[] much = socket.getInputStream().readNBytes(line.length() * 100_000);
            assertThat(new String(much, UTF_8)).isEqualTo(line.repeat(100_000));
        }
        server.answer(RawAnswer.json("{}"));
        assertThat(browser.get(server.url()).statusCode()).isEqualTo(200);
    }

    @Test
    void at_first_it_is_silent() throws Exception {
        try (Socket socket = connect()) {
            socket.setSoTimeout(200);
            socket.getOutputStream().write(GET.getBytes(UTF_8));
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        }
        assertThat(server.requests()).containsExactly(GET);
    }

    @Test
    void an_idle_connection_may_be_closed() throws Exception {
        server.answer(RawAnswer.json("{}").then(RawAnswer.closeAfter(Duration.ofMillis(50))));
        assertThat(all(GET)).endsWith("{}");
    }

    @Test
    void a_request_counts_when_it_is_whole() throws Exception {
        server.answer(RawAnswer.close());
        try (Socket socket = connect()) {
            socket.getOutputStream().write("POST / HTTP/1.1\r\ncontent-length: 4\r\n\r\nab".getBytes(UTF_8));
            socket.getOutputStream().flush();
            assertThat(server.requests()).isEmpty();
            socket.getOutputStream().write("cd".getBytes(UTF_8));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    @DisplayName("Q13: a certificate may be nobody's")
    void it_may_speak_tls(Vertx vertx) throws Exception {
        SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
        NetServerOptions options = new NetServerOptions().setSsl(true).setKeyCertOptions(certificate.keyCertOptions());
        BrokenServer secure = BrokenServer.start(vertx, options).await(10, TimeUnit.SECONDS);
        assertThat(secure.url()).startsWith("https://127.0.0.1:");
        assertThatThrownBy(() -> browser.get(secure.url())).hasCauseInstanceOf(SSLHandshakeException.class);
        assertThat(secure.requests()).isEmpty();
        secure.stop().await(10, TimeUnit.SECONDS);
        certificate.delete();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(server.url()).getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private String all(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}

package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.RawSocket;
import dev.pkce.gateway.TestGateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies that are too large, or would become so. */
@ExtendWith(GatewayExtension.class)
class BodyLimitsTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int LIMIT = 64 * 1024;

    private final TestGateway gateway;

    BodyLimitsTest(TestGateway gateway) {
        this.gateway = gateway;
    }

    private String post(JsonEndpoint endpoint, String field) {
        return "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\n%s\r\n\r\n"
                .formatted(endpoint.path(), Conversation.host(gateway), field);
    }

    @ParameterizedTest(name = "L16: {0} takes 64 KiB and not a byte more")
    @EnumSource
    void the_limit(JsonEndpoint endpoint) {
        JsonEndpoint.Call call = endpoint.call(gateway);
        String body = call.body().encode();

        call.send(body + " ".repeat(LIMIT + 1 - body.length())).expectProblem(413, "invalid_request");

        assertThat(call.send(body + " ".repeat(LIMIT - body.length())).status()).isIn(200, 202);
    }

    @ParameterizedTest(name = "L16: 10 MB for {0} are refused by their length, before any of them is read")
    @EnumSource
    void a_length_is_enough(JsonEndpoint endpoint) throws IOException {
        JsonEndpoint.Call call = endpoint.call(gateway);
        for (String length : new String[] {"10485760", "65537", "9223372036854775807"}) {
            try (RawSocket socket = RawSocket.open(gateway)) {
                socket.send(post(endpoint, "Content-Length: " + length));
                assertThat(socket.readTo("\r\n\r\n", SOON)).startsWith("HTTP/1.1 413");
            }
        }
        call.good();
    }

    @ParameterizedTest(name = "L16: 10 MB in chunks for {0} are refused once they are more than 64 KiB")
    @EnumSource
    void chunks_are_counted(JsonEndpoint endpoint) throws IOException {
        JsonEndpoint.Call call = endpoint.call(gateway);
        String chunk = "1000\r\n" + "a".repeat(4096) + "\r\n";
        try (RawSocket socket = RawSocket.open(gateway)) {
            socket.send(post(endpoint, "Transfer-Encoding: chunked"));
            socket.send(chunk.repeat(20));
            assertThat(socket.readTo("\r\n\r\n", SOON)).startsWith("HTTP/1.1 413");
            try {
                socket.send(chunk.repeat(2540));
            } catch (SocketException closed) {
                // It need not listen to the rest.
            }
        }
        call.good();
    }

    private enum Coding {
        GZIP("gzip"),
        DEFLATE("deflate"),
        BR("br"),
        ZSTD("zstd"),
        IDENTITY("identity"),
        TWO("gzip, gzip");

        private final String field;

        Coding(String field) {
            this.field = field;
        }

        byte[] encode(byte[] plain) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DeflaterOutputStream out =
                    this == DEFLATE ? new DeflaterOutputStream(bytes) : new GZIPOutputStream(bytes)) {
                out.write(plain);
            }
            return bytes.toByteArray();
        }
    }

    @ParameterizedTest(name = "L19: a body in the coding {0} is a 415, a bomb or not")
    @EnumSource
    void nothing_is_inflated(Coding coding) throws IOException {
        for (JsonEndpoint endpoint : JsonEndpoint.values()) {
            JsonEndpoint.Call call = endpoint.call(gateway);
            byte[] small = coding.encode(call.body().encode().getBytes(StandardCharsets.UTF_8));
            byte[] bomb = coding.encode(new byte[32 * 1024 * 1024]);
            for (byte[] body : new byte[][] {small, bomb}) {
                gateway.postBytes(endpoint.path(), "application/json", body, "Content-Encoding", coding.field)
                        .expectProblem(415, "invalid_request");
            }
            call.good();
        }
    }
}

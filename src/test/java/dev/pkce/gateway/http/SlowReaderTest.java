package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.LogCapture;
import dev.pkce.gateway.TestGateway;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GatewayExtension.class)
class SlowReaderTest {
    @Test
    @DisplayName("O11: who asks on and on and reads nothing is stopped, and then cut off")
    void reads_nothing(TestGateway gateway) throws Exception {
        try (LogCapture log = new LogCapture();
                Socket client = new Socket()) {
            client.setReceiveBufferSize(4096);
            byte[] loopback = {127, 0, 0, 1};
            client.connect(new InetSocketAddress(
                    InetAddress.getByAddress(loopback), gateway.gateway().port()));

            CompletableFuture<IOException> end = CompletableFuture.supplyAsync(() -> floodUntilItEnds(gateway, client));

            // As long as it takes to fill what the system buffers, and then the deadline.
            assertThat(end).succeedsWithin(Duration.ofSeconds(90));
            assertThat(log.text()).doesNotContain("Exception");
        }
        gateway.get("/pkce/challenge").expect(200);
    }

    /** Blocks for as long as the gateway reads no more. */
    private static IOException floodUntilItEnds(TestGateway gateway, Socket client) {
        byte[] requests = "GET /nothing HTTP/1.1\r\nHost: localhost:%d\r\n\r\n"
                .formatted(gateway.gateway().port())
                .repeat(100)
                .getBytes(StandardCharsets.US_ASCII);
        try {
            OutputStream out = client.getOutputStream();
            while (true) {
                out.write(requests);
            }
        } catch (IOException end) {
            return end;
        }
    }
}

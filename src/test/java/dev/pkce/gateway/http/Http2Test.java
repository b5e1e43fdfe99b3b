package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.RawSocket;
import dev.pkce.gateway.TestGateway;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Only HTTP/1.1 is served, whatever a client asks for. */
@ExtendWith(GatewayExtension.class)
class Http2Test {
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final String H2C = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk";
    private static final String WEB_SOCKET =
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==";

    @Test
    @DisplayName("O15, O16, O17: HTTP/2 by prior knowledge is refused in the words of HTTP/1.1, with no frame")
    void prior_knowledge(TestGateway gateway) throws Exception {
        try (RawSocket client = RawSocket.open(gateway)) {
            assertThat(client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").readToEnd(Duration.ofSeconds(30)))
                    .matches("HTTP/\\d\\.\\d [45]\\d\\d (?s:.*)");
        }
    }

    @Test
    @DisplayName("O17, K15: upgrades are answered as if nobody had asked for one, on every path")
    void upgrades(TestGateway gateway) throws Exception {
        for (String path : Paths.ALLOWED.keySet()) {
            for (String upgrade : new String[] {H2C, WEB_SOCKET}) {
                assertThat(answer(gateway, path, upgrade))
                        .startsWith("HTTP/1.1 ")
                        .doesNotStartWith("HTTP/1.1 101");
            }
        }
    }

    private static String answer(TestGateway gateway, String path, String upgrade) throws IOException {
        try (RawSocket client = RawSocket.open(gateway)) {
            return client.send("GET %s HTTP/1.1\r\nHost: localhost:%d\r\n%s\r\n\r\n"
                            .formatted(path, gateway.gateway().port(), upgrade))
                    .readTo("\r\n", LONGEST);
        }
    }
}

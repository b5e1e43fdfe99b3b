package dev.pkce.gateway.http;

import dev.pkce.gateway.RawSocket;
import dev.pkce.gateway.TestGateway;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What came back on one connection for bytes that no HTTP client would send, followed by a good request that asks for the
 * end of the connection: whoever is still listened to gets its 200 last.
 *
 * @param statuses those of the answers, in order
 * @param text all that was answered
 */
record Conversation(List<Integer> statuses, String text) {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Pattern STATUS = Pattern.compile("[A-Z]+/\\d\\.\\d (\\d{3}) [A-Z]");

    /** Sends {@code bytes}, in which {@code HOST} stands for the gateway's own, and the good request. */
    static Conversation of(TestGateway gateway, String bytes) throws IOException {
        try (RawSocket socket = RawSocket.open(gateway)) {
            try {
                socket.send((bytes + last()).replace("HOST", host(gateway)));
            } catch (SocketException refused) {
                // It may be sent away before it has said all.
            }
            String text = socket.readToEnd(LONGEST);
            List<Integer> statuses = STATUS.matcher(text)
                    .results()
                    .map(answer -> Integer.valueOf(answer.group(1)))
                    .toList();
            return new Conversation(statuses, text);
        }
    }

    static String host(TestGateway gateway) {
        return "localhost:" + gateway.gateway().port();
    }

    private static String last() {
        return "GET /pkce/challenge HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n";
    }

    /** A request without a body, with more header lines. */
    static String get(String target, String... lines) {
        return "GET " + target + " HTTP/1.1\r\nHost: HOST\r\n" + String.join("", lines) + "\r\n";
    }
}

package dev.pkce.gateway.authorize;

import dev.pkce.gateway.TestGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Sends what an HTTP client would refuse to. */
final class Wire {
    private Wire() {}

    /** The whole answer to one request of {@code line} and nothing that matters after it. */
    static String send(TestGateway gateway, String line) {
        URI uri = URI.create(gateway.url());
        String request = line + "Host: " + uri.getAuthority() + "\r\nConnection: close\r\n\r\n";
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

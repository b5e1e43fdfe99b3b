package dev.pkce.gateway.http;

import dev.pkce.gateway.TestGateway;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A connection with TLS to a gateway at localhost, by a client that knows one authority. */
final class TlsClient implements AutoCloseable {
    private final SSLSocket socket;
    private final int port;

    private TlsClient(SSLSocket socket, int port) {
        this.socket = socket;
        this.port = port;
    }

    static TlsClient connect(TestGateway gateway, X509Bundle authority) throws Exception {
        return connect(gateway, authority, null, parameters -> {});
    }

    /** Connects as {@code parameters} has it, and with the certificate {@code own} if that is not null. */
    static TlsClient connect(
            TestGateway gateway, X509Bundle authority, @Nullable X509Bundle own, Consumer<SSLParameters> change)
            throws Exception {
        KeyManager[] keys = own == null ? null : own.toKeyManagerFactory().getKeyManagers();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, authority.toTrustManagerFactory().getTrustManagers(), new SecureRandom());
        int port = gateway.gateway().port();
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port);
        socket.setSoTimeout(20_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        change.accept(parameters);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return new TlsClient(socket, port);
    }

    static Consumer<SSLParameters> naming(String name) {
        // The certificate is localhost's, whatever the client calls it.
        return parameters -> {
            parameters.setServerNames(List.of(new SNIHostName(name)));
            parameters.setEndpointIdentificationAlgorithm("");
        };
    }

    SSLSocket socket() {
        return socket;
    }

    X509Certificate certificate() throws IOException {
        return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }

    /** A challenge, on a connection that stays open: the first line of the answer. */
    String challenge() throws IOException {
        socket.getOutputStream()
                .write("GET /pkce/challenge HTTP/1.1\r\nHost: localhost:%d\r\n\r\n"
                        .formatted(port)
                        .getBytes(StandardCharsets.US_ASCII));
        StringBuilder read = new StringBuilder();
        InputStream in = socket.getInputStream();
        // The one answer ends in the only two braces that are next to each other.
        while (read.indexOf("}}") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed after: " + read);
            }
            read.append((char) next);
        }
        return read.substring(0, read.indexOf("\r"));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

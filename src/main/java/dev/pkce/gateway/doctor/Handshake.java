package dev.pkce.gateway.doctor;

import dev.pkce.gateway.provider.Connection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import java.net.URI;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A TLS handshake and nothing after it.
 *
 * @param chain what the server showed, its own certificate first; empty if it came to none
 * @param failure why it came to nothing; empty if the server is believed
 */
record Handshake(List<X509Certificate> chain, Optional<Throwable> failure) {
    /** With the server of {@code url}, judged as the client of a provider with {@code connection} judges it. */
    static Future<Handshake> with(Vertx vertx, URI url, Connection connection) {
        return vertx.executeBlocking(() -> new Witness(authorities(vertx, connection.authorities())))
                .compose(witness -> with(vertx, url, connection, witness));
    }

    private static Future<Handshake> with(Vertx vertx, URI url, Connection connection, Witness witness) {
        NetClient client = vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout((int) connection.connectTimeout().toMillis())
                .setHostnameVerificationAlgorithm("HTTPS")
                .setTrustOptions(TrustOptions.wrap(witness))
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3")));
        return client.connect(target(url))
                .timeout(connection.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .compose(NetSocket::close)
                .map(v -> new Handshake(witness.chain(), Optional.empty()))
                .otherwise(failure -> new Handshake(witness.chain(), Optional.of(failure)))
                .eventually(client::close);
    }

    /** Whether it was TLS that it came to nothing for, if it did; who cannot connect finds out nothing of TLS. */
    boolean tells() {
        return failure.isEmpty() || failure.get() instanceof SSLException;
    }

    /** Whether nothing speaks against asking more. */
    boolean believed() {
        return failure.isEmpty() || !tells();
    }

    private static ConnectOptions target(URI url) {
        String host = url.getHost().replaceAll("[\\[\\]]", "");
        int port = url.getPort() < 0 ? 443 : url.getPort();
        ConnectOptions target = new ConnectOptions().setHost(host).setPort(port).setSsl(true);
        // RFC 6066 section 3: the names of servers, and no addresses.
        return host.contains(".") && !host.matches("[0-9.]+|.*:.*") ? target.setSniServerName(host) : target;
    }

    private static X509ExtendedTrustManager authorities(Vertx vertx, @Nullable String known) throws Exception {
        TrustManagerFactory factory;
        if (known == null) {
            factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
        } else {
            factory = new PemTrustOptions().addCertValue(Buffer.buffer(known)).getTrustManagerFactory(vertx);
        }
        return Stream.of(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }
}

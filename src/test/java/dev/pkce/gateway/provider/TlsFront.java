package dev.pkce.gateway.provider;

import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;

/** TLS on loopback for a provider that has none. */
final class TlsFront {
    private final NetServer server;
    private final NetClient client;
    private final int behind;

    private TlsFront(Vertx vertx, NetServerOptions options, int behind) {
        this.server = vertx.createNetServer(options).connectHandler(this::connect);
        this.client = vertx.createNetClient();
        this.behind = behind;
    }

    /** Listens at {@code address} with {@code certificate} for a server at port {@code behind}; port 0 takes any. */
    static Future<TlsFront> start(Vertx vertx, String address, int port, X509Bundle certificate, int behind) {
        PemKeyCertOptions key = new PemKeyCertOptions()
                .addKeyValue(Buffer.buffer(certificate.getPrivateKeyPEM()))
                .addCertValue(Buffer.buffer(certificate.getCertificatePathPEM()));
        NetServerOptions options = new NetServerOptions()
                .setHost(address)
                .setPort(port)
                .setSsl(true)
                .setKeyCertOptions(key);
        TlsFront front = new TlsFront(vertx, options, behind);
        return front.server.listen().map(listening -> front);
    }

    int port() {
        return server.actualPort();
    }

    /** Has a gateway find every endpoint here, under the name {@code host}; the provider keeps its own name. */
    void serves(JsonObject section, String host, String authorityFile) {
        String base = "https://" + host + ":" + port();
        section.put("authorize-endpoint", base + "/authorize")
                .put("token-endpoint", base + "/oauth/token")
                .put("jwks-uri", base + "/.well-known/jwks.json")
                .put("ca-file", authorityFile);
    }

    private void connect(NetSocket outside) {
        outside.pause();
        client.connect(behind, "127.0.0.1").onSuccess(inside -> {
            outside.pipeTo(inside);
            inside.pipeTo(outside);
        });
    }
}

package dev.pkce.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import org.jspecify.annotations.Nullable;

/** What all instances of the listener share. */
final class Edge {
    private final @Nullable Certificates certificates;

    Edge(EdgeConfig config) {
        TlsConfig tls = config.tls();
        certificates = tls == null ? null : new Certificates(tls);
    }

    /** Has {@code options} speak TLS if it is configured. */
    Future<HttpServerOptions> secure(Vertx vertx, HttpServerOptions options) {
        return certificates == null ? Future.succeededFuture(options) : certificates.secure(vertx, options);
    }

    void onListening(HttpServer server) {
        if (certificates != null) {
            certificates.onListening(server);
        }
    }
}

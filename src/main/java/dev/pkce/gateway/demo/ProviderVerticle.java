package dev.pkce.gateway.demo;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.ext.web.Router;
import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/** Opens the provider on loopback; one instance, whose event loop owns all state. */
final class ProviderVerticle extends VerticleBase {
    private static final String IPV4 = "127.0.0.1";
    private static final String IPV6 = "::1";
    /** The longest authorize URL that a client sends is twice Vert.x's default. */
    private static final int LONGEST_LINE = 16 * 1024;

    private final int wantedPort;
    private final @Nullable KeyCertOptions certificate;
    private final Settings settings;
    private final SigningKeys keys;
    private int port;

    ProviderVerticle(int wantedPort, @Nullable KeyCertOptions certificate, Settings settings, SigningKeys keys) {
        this.wantedPort = wantedPort;
        this.certificate = certificate;
        this.settings = settings;
        this.keys = keys;
    }

    /** The port it listens on, once deployed. */
    int port() {
        return port;
    }

    /** Its name, with a slash at the end as Auth0 has it. */
    String issuer() {
        return (certificate == null ? "http" : "https") + "://localhost:" + port + "/";
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        return listen(IPV4, wantedPort, router)
                .onSuccess(server -> mount(router, server.actualPort()))
                .compose(server -> vertx.executeBlocking(ProviderVerticle::hasIpv6))
                .compose(ipv6 -> ipv6 ? listen(IPV6, port, router) : Future.succeededFuture());
    }

    /** Only now, for the routes must know the issuer and so the port. */
    private void mount(Router router, int actualPort) {
        port = actualPort;
        new ProviderRoutes(port, issuer(), settings, keys).mount(router);
    }

    private Future<HttpServer> listen(String host, int atPort, Router router) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(host)
                .setPort(atPort)
                .setMaxInitialLineLength(LONGEST_LINE)
                .setMaxHeaderSize(LONGEST_LINE);
        if (certificate != null) {
            options.setSsl(true).setKeyCertOptions(certificate);
        }
        return vertx.createHttpServer(options).requestHandler(router).listen();
    }

    private static boolean hasIpv6() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .anyMatch(address -> address instanceof Inet6Address && address.isLoopbackAddress());
    }
}

package dev.pkce.gateway.http;

import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.settings.SettingProblem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate of the listener, served anew without a restart when its files have changed. Connections that are open
 * go on with the old one.
 */
final class Certificates {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
    private static final long PERIOD_MILLIS = 2_000;

    private final Queue<HttpServer> servers = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean watched = new AtomicBoolean();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final TlsConfig config;
    // Only touched while looking.
    private @Nullable TlsFiles seen;
    private @Nullable TlsFiles judged;

    Certificates(TlsConfig config) {
        this.config = config;
    }

    /** Has {@code options} speak TLS, and the files watched from now on. */
    Future<HttpServerOptions> secure(Vertx vertx, HttpServerOptions options) {
        return vertx.executeBlocking(() -> TlsFiles.read(config)).compose(files -> {
            List<SettingProblem> problems = files.problems();
            if (!problems.isEmpty()) {
                return Future.failedFuture(new InvalidConfiguration(problems));
            }
            watch(vertx, files);
            return Future.succeededFuture(files.secure(options));
        });
    }

    /** A server to tell of new certificates. */
    void onListening(HttpServer server) {
        servers.add(server);
    }

    private void watch(Vertx vertx, TlsFiles files) {
        if (watched.compareAndSet(false, true)) {
            judged = files;
            vertx.setPeriodic(PERIOD_MILLIS, tick -> look(vertx));
        }
    }

    private void look(Vertx vertx) {
        // A file system that hangs must not collect looks.
        if (looking.compareAndSet(false, true)) {
            vertx.executeBlocking(this::changed)
                    .compose(changed -> changed.map(this::serve).orElseGet(Future::succeededFuture))
                    .onFailure(failure -> LOG.error("The certificate of the listener was not reloaded", failure))
                    .onComplete(looked -> looking.set(false));
        }
    }

    /**
     * What is to be served from now on; empty while nothing has changed, or is not fit to be served, which is told once.
     * A change counts when two looks in a row have found it: files are not written in one moment.
     */
    Optional<TlsFiles> changed() {
        TlsFiles now = TlsFiles.read(config);
        boolean settled = now.equals(seen);
        seen = now;
        if (!settled || now.equals(judged)) {
            return Optional.empty();
        }
        judged = now;
        List<SettingProblem> problems = now.problems();
        if (problems.isEmpty()) {
            return Optional.of(now);
        }
        LOG.warn("The certificate of the listener was not reloaded, the old one is still served: {}", problems);
        return Optional.empty();
    }

    private Future<?> serve(TlsFiles files) {
        ServerSSLOptions options = files.options();
        return Future.join(servers.stream()
                        .map(server -> server.updateSSLOptions(options))
                        .toList())
                .onSuccess(updated -> LOG.info("The certificate of the listener was reloaded"));
    }
}

package dev.pkce.gateway.http;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages out: a loopback listener can be reached from every page that its user opens. Goes by {@code Host}
 * against DNS rebinding, by {@code Origin} and {@code Sec-Fetch-Site} against forged requests; programs send neither of
 * the last two. The paths where a browser arrives from elsewhere by design are exempt from those, and so is the one
 * form, which holds what only its page could know and comes with an opaque Origin from a page that sends no referrer.
 */
final class BrowserGuard {
    private static final Set<String> NAVIGATED = Set.of(Paths.CALLBACK, Paths.AUTHORIZE, Paths.CONFIRM);
    private static final CharSequence FETCH_SITE = HttpHeaders.createOptimized("Sec-Fetch-Site");
    // For the answers themselves: browsers do not look for it in that of a preflight.
    private static final String EXPOSED = "DPoP-Nonce, Link, Location, PKCE-Flow, Preference-Applied, Retry-After";

    private final Set<String> hosts = new HashSet<>();
    private final Set<String> origins;
    private final boolean credentials;
    private final int defaultPort;

    /** {@code credentials} lets the pages of other origins that may call send cookies along. */
    BrowserGuard(HttpConfig config, String publicUrl, int port, boolean credentials) {
        this.credentials = credentials;
        URI own = URI.create(publicUrl);
        defaultPort = own.getScheme().equals("https") ? 443 : 80;
        for (String loopback : List.of("localhost", "127.0.0.1", "[::1]")) {
            hosts.add(loopback + ":" + port);
        }
        hosts.addAll(config.allowedHosts());
        hosts.add(withPort(own.getHost().toLowerCase(Locale.ROOT), own.getPort()));
        origins = new HashSet<>(config.allowedOrigins());
        origins.add(origin(own));
    }

    /** As browsers write it (RFC 6454 section 6.2). */
    private String origin(URI url) {
        String site = url.getScheme() + "://" + url.getHost().toLowerCase(Locale.ROOT);
        return url.getPort() < 0 || url.getPort() == defaultPort ? site : site + ":" + url.getPort();
    }

    private String withPort(String host, int port) {
        return host + ":" + (port < 0 ? defaultPort : port);
    }

    /** Whether {@code request} may go on: it is refused by an exception, and a preflight is answered here. */
    boolean admits(HttpServerRequest request) {
        if (!knownHost(request)) {
            throw forbidden("The Host is not one that the gateway answers to; http.allowed-hosts adds to them.");
        }
        if (!NAVIGATED.contains(request.path())) {
            requireKnownOrigin(request, request.response());
        }
        if (request.method().equals(HttpMethod.OPTIONS)
                && request.response().headers().contains("Vary")) {
            preflight(request, request.response());
            return false;
        }
        return true;
    }

    private boolean knownHost(HttpServerRequest request) {
        List<String> written = request.headers().getAll(HttpHeaders.HOST);
        if (written.size() > 1 || !sameHost(request)) {
            return false;
        }
        // Nearly all clients write it as it is kept here.
        return (written.size() == 1 && hosts.contains(written.get(0))) || known(authority(request));
    }

    private boolean known(@Nullable HostAndPort authority) {
        if (authority == null) {
            return false;
        }
        String host = authority.host().toLowerCase(Locale.ROOT);
        return hosts.contains(host) || hosts.contains(withPort(host, authority.port()));
    }

    /** Not asked of the request that routes are shown: it would make, and keep, all that proxies could have said of it. */
    private static @Nullable HostAndPort authority(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            return request.authority();
        }
        String host = request.getHeader(HttpHeaders.HOST);
        return host == null ? null : HostAndPort.parseAuthority(host, -1);
    }

    /** A target that is a whole URL has a host of its own, which counts more than the field (RFC 9112 section 3.2.2). */
    private static boolean sameHost(HttpServerRequest request) {
        String target = request.uri();
        int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
        return scheme < 0
                || target.substring(scheme + 3)
                        .split("[/?#]", 2)[0]
                        .equalsIgnoreCase(request.getHeader(HttpHeaders.HOST));
    }

    private void requireKnownOrigin(HttpServerRequest request, HttpServerResponse response) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin != null && origins.contains(origin)) {
            response.putHeader("Access-Control-Allow-Origin", origin)
                    .putHeader("Access-Control-Expose-Headers", EXPOSED)
                    .putHeader("Vary", "Origin");
            if (credentials) {
                response.putHeader("Access-Control-Allow-Credentials", "true");
            }
            return;
        }
        String site = request.getHeader(FETCH_SITE);
        boolean own = site == null || site.equals("same-origin") || site.equals("none");
        if (origin != null || !own) {
            throw forbidden("The Origin is not one that the gateway answers to; http.allowed-origins adds to them.");
        }
    }

    private static void preflight(HttpServerRequest request, HttpServerResponse response) {
        // Private Network Access: a page of the internet asks whether it may call this machine.
        if (request.headers().contains("Access-Control-Request-Private-Network")) {
            response.putHeader("Access-Control-Allow-Private-Network", "true");
        }
        response.setStatusCode(204)
                .putHeader("Access-Control-Allow-Methods", "GET, POST")
                .putHeader("Access-Control-Allow-Headers", "Content-Type, DPoP, Prefer, X-Application-ID")
                .end();
    }

    private static PkceException forbidden(String detail) {
        return new PkceException(new Problem(Problem.Kind.FORBIDDEN, "access_denied", detail, 0));
    }
}

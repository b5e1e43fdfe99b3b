package dev.pkce.gateway.ops;

import io.netty.util.NetUtil;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Keeps web pages out, which could reach the port by a name of their own that they point at it (DNS rebinding). Nobody can
 * point an address at another one, so those are always ours.
 */
final class HostGuard implements Handler<RoutingContext> {
    private final Set<String> names = new HashSet<>();

    HostGuard(ManagementConfig config) {
        names.add("localhost");
        names.add(config.host().toLowerCase(Locale.ROOT));
        config.allowedHosts().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    }

    @Override
    public void handle(RoutingContext ctx) {
        HostAndPort authority = ctx.request().authority();
        int hosts = ctx.request().headers().getAll(HttpHeaders.HOST).size();
        // Some that look after the health of others still speak HTTP/1.0 without a Host; no browser does.
        boolean unnamed = authority == null && hosts == 0;
        if (unnamed || (authority != null && hosts <= 1 && ours(authority))) {
            ctx.next();
        } else {
            ManagementAnswers.status(ctx, 403, "forbidden");
        }
    }

    private boolean ours(HostAndPort authority) {
        String host = authority.host().toLowerCase(Locale.ROOT);
        return NetUtil.isValidIpV4Address(host)
                || (host.startsWith("[") && NetUtil.isValidIpV6Address(host))
                || names.contains(host)
                || names.contains(host + ":" + authority.port());
    }
}

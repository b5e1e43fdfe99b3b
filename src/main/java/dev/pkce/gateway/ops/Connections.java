package dev.pkce.gateway.ops;

import io.netty.channel.ChannelFuture;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.ext.web.RoutingContext;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The connections to a port that answers each request at once: beyond the limit the one goes that has asked nothing for
 * longest, so that nobody who merely connects keeps probes out. Confined to one event loop.
 */
final class Connections {
    static final int MOST = 200;

    // The one that was silent for longest first.
    private final Set<HttpConnection> open = new LinkedHashSet<>();

    void onConnection(HttpConnection connection) {
        connection.closeHandler(closed -> open.remove(connection));
        open.add(connection);
        if (open.size() > MOST) {
            Iterator<HttpConnection> silent = open.iterator();
            HttpConnection longest = silent.next();
            silent.remove();
            cut(longest);
        }
    }

    void onRequest(RoutingContext ctx) {
        HttpConnection connection = ctx.request().connection();
        if (open.remove(connection)) {
            open.add(connection);
        }
        ctx.next();
    }

    /** Not with {@code close()}, which first waits for the client to read what it was sent. */
    private static void cut(HttpConnection connection) {
        ChannelFuture unused =
                ((HttpServerConnection) connection).channelHandlerContext().close();
    }
}

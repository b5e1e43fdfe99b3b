package dev.pkce.gateway.provider;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.ConnectException;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Connects by name; where the address that the name stood for does not answer, to the others it stands for. */
final class Dialer {
    private static final int MOST = 3;

    private final Vertx vertx;

    Dialer(Vertx vertx) {
        this.vertx = vertx;
    }

    /** A request that nothing has been sent of. */
    Future<HttpClientRequest> dial(HttpClient client, RequestOptions options) {
        return client.request(options)
                .recover(failure -> unanswered(failure)
                        ? addresses(options).compose(more -> next(client, options, new ArrayDeque<>(more), failure))
                        : Future.failedFuture(failure));
    }

    private static boolean unanswered(Throwable failure) {
        return failure instanceof ConnectException || failure instanceof ConnectTimeoutException;
    }

    /** Asked of the system, which blocks, for Vert.x tells one address only. */
    private Future<List<InetAddress>> addresses(RequestOptions options) {
        return vertx.executeBlocking(() -> Arrays.asList(InetAddress.getAllByName(options.getHost())), false)
                .map(all -> all.size() < 2 ? List.<InetAddress>of() : all.subList(0, Math.min(MOST, all.size())))
                .otherwise(List.of());
    }

    private static Future<HttpClientRequest> next(
            HttpClient client, RequestOptions options, Deque<InetAddress> left, Throwable failure) {
        InetAddress address = left.poll();
        if (address == null) {
            return Future.failedFuture(failure);
        }
        RequestOptions there = new RequestOptions(options)
                .setServer(SocketAddress.inetSocketAddress(options.getPort(), address.getHostAddress()));
        return client.request(there).recover(again -> next(client, options, left, again));
    }
}

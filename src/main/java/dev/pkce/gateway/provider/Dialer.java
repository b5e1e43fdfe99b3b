package dev.pkce.gateway.provider;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

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
                        ? others(options.getHost(), failure)
                                .compose(others -> next(client, options, new ArrayDeque<>(others), failure))
                        : Future.failedFuture(failure));
    }

    /** Refused, out of time, or without a way there. */
    private static boolean unanswered(Throwable failure) {
        return failure instanceof SocketException;
    }

    /** Asked of the system, which blocks, for Vert.x tells one address only. */
    private Future<List<InetAddress>> others(String host, Throwable failure) {
        return vertx.executeBlocking(() -> InetAddress.getAllByName(host), false)
                .map(all -> Stream.of(all)
                        .filter(address -> !names(failure, address))
                        .limit(MOST)
                        .toList())
                .otherwise(List.of());
    }

    // Nothing but the message tells which address it was. Were it worded anew, one address would be tried twice.
    private static boolean names(Throwable failure, InetAddress address) {
        String text = address.getHostAddress();
        String host = address instanceof Inet6Address ? "[" + text + "]" : text;
        return String.valueOf(failure.getMessage()).contains("/" + host + ":");
    }

    private static Future<HttpClientRequest> next(
            HttpClient client, RequestOptions options, Deque<InetAddress> left, Throwable failure) {
        InetAddress address = left.poll();
        if (address == null) {
            return Future.failedFuture(failure);
        }
        RequestOptions there = new RequestOptions(options)
                .setServer(SocketAddress.inetSocketAddress(options.getPort(), address.getHostAddress()));
        return client.request(there)
                // A refusal costs no time; of addresses that keep silent, two are all that anybody waits for.
                .recover(again -> again instanceof ConnectTimeoutException
                        ? Future.failedFuture(again)
                        : next(client, options, left, again));
    }
}

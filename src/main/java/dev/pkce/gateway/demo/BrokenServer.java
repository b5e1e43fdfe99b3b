package dev.pkce.gateway.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A server on loopback that answers with any bytes, for what a {@link DevelopmentProvider} cannot do wrong. It stands in
 * for one endpoint: put its {@link #url()} into the metadata or the configuration. May be used from any thread.
 */
public final class BrokenServer {
    private static final String HOST = "127.0.0.1";

    private final Vertx vertx;
    private final NetServer server;
    private final String origin;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger turn = new AtomicInteger();
    private volatile List<RawAnswer> answers = List.of(RawAnswer.silence());

    private BrokenServer(Vertx vertx, NetServer server, String scheme) {
        this.vertx = vertx;
        this.server = server;
        server.connectHandler(this::connect);
        this.origin = scheme + "://" + HOST;
    }

    /** Listens on any free port, and stays silent. */
    public static Future<BrokenServer> start(Vertx vertx) {
        return start(vertx, new NetServerOptions());
    }

    /** The same with TLS or other options; host and port of them do not count. */
    public static Future<BrokenServer> start(Vertx vertx, NetServerOptions options) {
        NetServerOptions loopback = new NetServerOptions(options).setHost(HOST).setPort(0);
        BrokenServer broken =
                new BrokenServer(vertx, vertx.createNetServer(loopback), options.isSsl() ? "https" : "http");
        return broken.server.listen().map(listening -> broken);
    }

    /** How the next requests are answered, in turn; the last answer is for all that follow. */
    public BrokenServer answer(RawAnswer first, RawAnswer... next) {
        answers = Stream.concat(Stream.of(first), Stream.of(next)).toList();
        turn.set(0);
        return this;
    }

    /** Its address, with a slash at the end. */
    public String url() {
        return origin + ":" + server.actualPort() + "/";
    }

    /** Every whole request so far, one character a byte. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** How many connections were made so far. */
    public int connections() {
        return connections.get();
    }

    /** Closes it, with all connections. */
    public Future<Void> stop() {
        return server.close();
    }

    private void connect(NetSocket socket) {
        connections.incrementAndGet();
        socket.handler(new RawRequests(request -> answer(socket, request)));
    }

    private void answer(NetSocket socket, String request) {
        requests.add(request);
        List<RawAnswer> all = answers;
        all.get(Math.min(turn.getAndIncrement(), all.size() - 1)).play(vertx, socket);
    }
}

package dev.pkce.gateway.load;

import dev.pkce.gateway.load.Program.Challenge;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Calls that wait, each on a connection of its own; from several addresses, as one has not the ports for all. */
final class Callers {
    private static final int AT_ONCE = 200;
    private static final int ADDRESSES = 8;

    private final List<Promise<Long>> told = new ArrayList<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final List<NetClient> clients;
    private final int port;
    private final int first;

    /** Callers of the server at {@code port}, the first of whom has the number {@code first}; none yet. */
    Callers(Vertx vertx, int port, int first) {
        this.port = port;
        this.first = first;
        this.clients = IntStream.rangeClosed(1, ADDRESSES)
                .mapToObj(i -> vertx.createNetClient(new NetClientOptions().setLocalAddress("127.0.0." + (10 + i))))
                .toList();
    }

    /** Has so many more call {@code POST /pkce/code}. */
    void call(int more) throws Exception {
        List<String> bodies = IntStream.range(0, more)
                .mapToObj(i -> Program.seed(challenge(first + size() + i), "any", List.of("openid"))
                        .encode())
                .toList();
        for (int from = 0; from < bodies.size(); from += AT_ONCE) {
            List<Future<Void>> some = bodies.subList(from, Math.min(from + AT_ONCE, bodies.size())).stream()
                    .map(this::call)
                    .toList();
            Future.all(some).await(30, TimeUnit.SECONDS);
        }
    }

    /** A challenge of the caller's own making. */
    static Challenge challenge(int number) {
        String state = "state-of-a-parked-caller-in-a-load-test-%06d".formatted(number);
        return new Challenge(state, state, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "");
    }

    private Future<Void> call(String body) {
        Promise<Long> answer = Promise.promise();
        NetClient client = clients.get(told.size() % ADDRESSES);
        told.add(answer);
        return client.connect(port, "127.0.0.1").compose(socket -> send(socket, body, answer));
    }

    private Future<Void> send(NetSocket socket, String body, Promise<Long> answer) {
        socket.handler(heard -> {
            if (answer.tryComplete(System.nanoTime())) {
                answered.incrementAndGet();
            }
        });
        socket.closeHandler(closed -> answer.tryFail("closed"));
        String call = String.join(
                "\r\n",
                "POST /pkce/code HTTP/1.1",
                "Host: 127.0.0.1:" + port,
                "Content-Type: application/json",
                "Content-Length: " + body.length(),
                "",
                body);
        return socket.write(Buffer.buffer(call));
    }

    /** When the first byte of the answer to the caller with this number came, by {@link System#nanoTime()}. */
    Future<Long> told(int number) {
        return told.get(number - first).future();
    }

    /** How many have been told. */
    int answered() {
        return answered.get();
    }

    int first() {
        return first;
    }

    int size() {
        return told.size();
    }

    void close() {
        clients.forEach(NetClient::close);
    }
}

package dev.pkce.gateway.demo;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What a {@link BrokenServer} does with one request; the connection stays open unless it says otherwise. */
public final class RawAnswer {
    private static final Buffer INTERIM = Buffer.buffer("HTTP/1.1 102 Processing\r\n\r\n".repeat(1000));

    /** Called on the event loop of the connection. */
    @FunctionalInterface
    private interface Play {
        void on(Vertx vertx, NetSocket socket);
    }

    private final Play play;

    private RawAnswer(Play play) {
        this.play = play;
    }

    /** These bytes, which need not be HTTP. */
    public static RawAnswer bytes(String text) {
        Buffer bytes = Buffer.buffer(text.getBytes(StandardCharsets.UTF_8));
        return new RawAnswer((vertx, socket) -> socket.write(bytes));
    }

    /** For once nothing is wrong: 200 with this JSON. */
    public static RawAnswer json(String body) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return bytes(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n" + body);
    }

    /** The status line is none. */
    public static RawAnswer badStatusLine() {
        return bytes("HTTP/1.1 abc\r\nContent-Length: 2\r\n\r\n{}");
    }

    /** Interim answers without end, and no final one, until the reader goes. */
    public static RawAnswer informationalFlood() {
        return new RawAnswer((vertx, socket) -> flood(socket));
    }

    /** Nothing. */
    public static RawAnswer silence() {
        return new RawAnswer((vertx, socket) -> {});
    }

    /** The connection is closed. */
    public static RawAnswer close() {
        return new RawAnswer((vertx, socket) -> socket.close());
    }

    /** The connection is closed that much later, even if the next request is under way. */
    public static RawAnswer closeAfter(Duration idle) {
        return new RawAnswer((vertx, socket) -> vertx.setTimer(idle.toMillis(), timer -> socket.close()));
    }

    /** Both: two answers to one request, bytes that nobody asked for after an answer, a connection that is then cut. */
    public RawAnswer then(RawAnswer next) {
        return new RawAnswer((vertx, socket) -> {
            play(vertx, socket);
            next.play(vertx, socket);
        });
    }

    void play(Vertx vertx, NetSocket socket) {
        play.on(vertx, socket);
    }

    private static void flood(NetSocket socket) {
        // The next write waits for this one, which fails once the reader has gone.
        socket.write(INTERIM).onSuccess(written -> flood(socket));
    }
}

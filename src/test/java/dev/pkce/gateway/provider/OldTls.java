package dev.pkce.gateway.provider;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that answers every TLS greeting with an old version, as the JDK no longer can. */
final class OldTls {
    private static final int HANDSHAKE = 22;
    private static final int ALERT = 21;
    private static final int SERVER_HELLO = 2;
    private static final int RANDOM = 32;
    private static final int RSA_WITH_AES_128_CBC_SHA = 0x002F;

    private final List<Buffer> replies = new CopyOnWriteArrayList<>();
    private final NetServer server;
    private final Buffer hello;

    private OldTls(Vertx vertx, int minor) {
        this.server = vertx.createNetServer().connectHandler(this::connect);
        this.hello = hello(minor);
    }

    /** @param minor of 3.{@code minor}, as which TLS counts its versions: 1 for TLS 1.0 */
    static Future<OldTls> start(Vertx vertx, int minor) {
        OldTls old = new OldTls(vertx, minor);
        return old.server.listen(0, "127.0.0.1").map(old);
    }

    int port() {
        return server.actualPort();
    }

    /** What came after the greeting. */
    List<Buffer> replies() {
        return List.copyOf(replies);
    }

    static boolean alert(Buffer message) {
        return message.getByte(0) == ALERT;
    }

    private void connect(NetSocket socket) {
        socket.handler(greeting -> {
            socket.handler(replies::add);
            socket.write(hello);
        });
    }

    /** RFC 2246 section 7.4.1.3. */
    private static Buffer hello(int minor) {
        Buffer body = Buffer.buffer()
                .appendBytes(new byte[] {3, (byte) minor})
                .appendBytes(new byte[RANDOM])
                .appendByte((byte) 0)
                .appendUnsignedShort(RSA_WITH_AES_128_CBC_SHA)
                .appendByte((byte) 0);
        return Buffer.buffer()
                .appendBytes(new byte[] {HANDSHAKE, 3, (byte) minor})
                .appendUnsignedShort(body.length() + 4)
                .appendByte((byte) SERVER_HELLO)
                .appendMedium(body.length())
                .appendBuffer(body);
    }
}

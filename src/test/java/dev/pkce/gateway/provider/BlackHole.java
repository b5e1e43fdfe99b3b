package dev.pkce.gateway.provider;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A port on loopback where packets vanish: its queue of connections is full, and nobody takes any from it. */
final class BlackHole implements AutoCloseable {
    private static final int MOST = 16;

    private final List<Socket> queued = new ArrayList<>();
    private final ServerSocket server;

    private BlackHole(ServerSocket server) {
        this.server = server;
    }

    static BlackHole open() throws IOException {
        BlackHole hole = new BlackHole(new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1})));
        for (int i = 0; i < MOST; i++) {
            Socket socket = new Socket();
            try {
                socket.connect(hole.server.getLocalSocketAddress(), 300);
                hole.queued.add(socket);
            } catch (SocketTimeoutException full) {
                return hole;
            }
        }
        throw new IllegalStateException("the queue of connections has no end");
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : queued) {
            socket.close();
        }
        server.close();
    }
}

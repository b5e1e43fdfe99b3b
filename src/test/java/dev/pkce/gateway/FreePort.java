package dev.pkce.gateway;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for programs that have to be told one. They lie below those that systems take for connections that go out, for by
 * the time that a program listens one of those may be some other test's; each process of tests begins somewhere else.
 */
public final class FreePort {
    private static final int FIRST = 10_000;
    private static final int COUNT = 20_000;
    // A prime, so that processes that start one after another are far apart.
    private static final int APART = 7_919;
    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * APART % COUNT));

    private FreePort() {}

    /** One that nobody listens on at the moment, and that was not told before. */
    public static int next() throws IOException {
        for (int tried = 0; tried < COUNT; tried++) {
            int port = FIRST + NEXT.getAndIncrement() % COUNT;
            if (free(port)) {
                return port;
            }
        }
        throw new IOException("No port is free");
    }

    private static boolean free(int port) {
        // Of all addresses: where somebody listens on one of them, that fails too.
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}

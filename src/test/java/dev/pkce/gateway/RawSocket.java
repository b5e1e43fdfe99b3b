package dev.pkce.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A connection on which a test writes what no HTTP client would. */
public final class RawSocket implements AutoCloseable {
    private final Socket socket;

    private RawSocket(Socket socket) {
        this.socket = socket;
    }

    /** To the gateway's listener. */
    public static RawSocket open(TestGateway gateway) {
        byte[] loopback = {127, 0, 0, 1};
        return open(loopback, gateway.gateway().port());
    }

    /** To anybody. */
    public static RawSocket open(byte[] address, int port) {
        try {
            Socket socket = new Socket(InetAddress.getByAddress(address), port);
            // What is sent by itself travels by itself.
            socket.setTcpNoDelay(true);
            return new RawSocket(socket);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Sends {@code text} as ISO 8859-1, so that each character is a byte. */
    public RawSocket send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** All that comes until the other side closes; fails if nothing has come or ended for {@code longest}. */
    public String readToEnd(Duration longest) throws IOException {
        socket.setSoTimeout((int) longest.toMillis());
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(read);
        } catch (SocketException reset) {
            // Closed while there was more to read, or to write.
        }
        return read.toString(StandardCharsets.ISO_8859_1);
    }

    /** Whether the other side, of which nothing is expected, has closed. */
    public boolean ended() {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException silence) {
            return false;
        } catch (IOException closed) {
            return true;
        }
    }

    /** Sends {@code bit} over and over, half a second apart, until the other side closes; then as {@link #readToEnd}. */
    public String drip(String bit, Duration longest) throws IOException {
        long until = System.nanoTime() + longest.toNanos();
        StringBuilder read = new StringBuilder();
        socket.setSoTimeout(500);
        while (System.nanoTime() < until) {
            try {
                int next = send(bit).socket.getInputStream().read();
                if (next < 0) {
                    return read.toString();
                }
                read.append((char) next);
            } catch (SocketTimeoutException silence) {
                // Nothing came, so there is time for one more.
            } catch (SocketException closed) {
                return read.toString();
            }
        }
        throw new IOException("still open after " + longest);
    }

    /** What comes up to and including {@code end}. */
    public String readTo(String end, Duration longest) throws IOException {
        socket.setSoTimeout((int) longest.toMillis());
        InputStream in = socket.getInputStream();
        StringBuilder read = new StringBuilder();
        int next = in.read();
        while (next >= 0) {
            read.append((char) next);
            if (read.indexOf(end) >= 0) {
                return read.toString();
            }
            next = in.read();
        }
        throw new IOException("closed after: " + read);
    }

    /** Ends the sending side only. */
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Ends it as a program that has crashed does. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

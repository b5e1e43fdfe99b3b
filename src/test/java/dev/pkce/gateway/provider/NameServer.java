package dev.pkce.gateway.provider;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.dns.AddressResolverOptions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A name server on loopback (RFC 1035) that gives all names the same addresses, which last a second, or
 * fails. For localhost nobody asks one. */
final class NameServer {
    static final int SERVFAIL = 2;
    static final int NXDOMAIN = 3;

    private static final int HEADER = 12;
    private static final int A = 1;
    private static final int RESPONSE = 0x8180;
    private static final int NAME_OF_QUESTION = 0xC000 | HEADER;

    private final DatagramSocket socket;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile int failure;
    private volatile List<String> addresses = List.of();

    private NameServer(DatagramSocket socket) {
        this.socket = socket;
        socket.handler(this::answer);
    }

    static Future<NameServer> start(Vertx vertx) {
        return vertx.createDatagramSocket().listen(0, "127.0.0.1").map(NameServer::new);
    }

    NameServer fail(int code) {
        failure = code;
        return this;
    }

    NameServer resolve(String... to) {
        addresses = List.of(to);
        failure = 0;
        return this;
    }

    /** How many questions there were. */
    int asked() {
        return asked.size();
    }

    /** Makes a Vert.x ask nobody else. */
    VertxOptions options() {
        return new VertxOptions()
                .setAddressResolverOptions(new AddressResolverOptions()
                        .setServers(List.of("127.0.0.1:" + socket.localAddress().port()))
                        .setSearchDomains(List.of())
                        .setHostsValue(Buffer.buffer("127.0.0.1 nobody")));
    }

    private void answer(DatagramPacket packet) {
        Buffer query = packet.data();
        int end = HEADER;
        while (query.getByte(end) != 0) {
            end += query.getByte(end) + 1;
        }
        Buffer question = query.getBuffer(HEADER, end + 5);
        asked.add(question.toString());
        // Of IPv6 it knows nothing.
        List<Buffer> records = failure == 0 && query.getShort(end + 1) == A
                ? addresses.stream().map(NameServer::record).toList()
                : List.of();
        Buffer header = shorts(query.getUnsignedShort(0), RESPONSE | failure, 1, records.size(), 0, 0);
        Buffer response = header.appendBuffer(question);
        records.forEach(response::appendBuffer);
        socket.send(
                response,
                packet.sender().port(),
                Objects.requireNonNull(packet.sender().hostAddress()));
    }

    private static Buffer record(String address) {
        Buffer record = shorts(NAME_OF_QUESTION, A, 1, 0, 1, 4);
        Stream.of(address.split("\\.", -1)).forEach(part -> record.appendByte((byte) Integer.parseInt(part)));
        return record;
    }

    private static Buffer shorts(int... values) {
        Buffer buffer = Buffer.buffer();
        for (int value : values) {
            buffer.appendUnsignedShort(value);
        }
        return buffer;
    }
}

package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom proxies may speak for. 10.0.0.0/8 and 2001:db8:a::/48 are trusted. */
class ClientAddressTest {
    private static final ClientAddress ADDRESSES = new ClientAddress(List.of("10.0.0.0/8", "2001:db8:a::/48"));
    private static final String STRANGER = "203.0.113.7";
    private static final String PROXY = "10.1.1.1";

    @ParameterizedTest(name = "K5: the client of {0} with X-Forwarded-For \"{1}\" is {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.7 | 198.51.100.1                       | 203.0.113.7",
                "10.1.1.1    | 198.51.100.1                       | 198.51.100.1",
                "10.1.1.1    | 192.0.2.9, 198.51.100.1            | 198.51.100.1",
                "10.1.1.1    | 192.0.2.9, 198.51.100.1, 10.2.2.2  | 198.51.100.1",
                "10.1.1.1    | anything, 198.51.100.1             | 198.51.100.1",
                "10.1.1.1    | 198.51.100.1, , 10.2.2.2,          | 198.51.100.1",
                "10.1.1.1    | 198.51.100.1:4711                  | 198.51.100.1",
                "10.1.1.1    | [2001:db8::1]:4711                 | 2001:db8::1",
                "10.1.1.1    | 2001:DB8:0:0::1                    | 2001:db8::1",
                "10.1.1.1    | ::ffff:198.51.100.1                | 198.51.100.1",
                "10.1.1.1    | ::ffff:c633:6401                   | 198.51.100.1",
                "10.1.1.1    | 198.51.100.1, ::ffff:10.2.2.2      | 198.51.100.1",
                "10.1.1.1    | 198.51.100.1, 2001:db8:a::2        | 198.51.100.1",
                "2001:db8:a::2 | 198.51.100.1                     | 198.51.100.1",
                "2001:db8:b::2 | 198.51.100.1                     | 2001:db8:b::2",
                "10.1.1.1    | 10.3.3.3, 10.2.2.2                 | 10.3.3.3",
                "10.1.1.1    | 198.51.100.1, unknown              | 10.1.1.1",
                "10.1.1.1    | localhost                          | 10.1.1.1",
                "10.1.1.1    | client.example                     | 10.1.1.1",
                "10.1.1.1    | 198.51.100.1, _hidden, 10.2.2.2    | 10.1.1.1",
                "10.1.1.1    | fe80::1%eth0                       | 10.1.1.1",
                "10.1.1.1    | 198.51.100                         | 10.1.1.1",
                "10.1.1.1    | 198.51.100.256                     | 10.1.1.1",
                "10.1.1.1    | 198.51.100.1 198.51.100.2          | 10.1.1.1",
                "10.1.1.1    | ''                                 | 10.1.1.1"
            })
    void by_the_usual_field(String peer, String field, String client) {
        assertThat(client(peer, List.of(field), List.of())).isEqualTo(client);
    }

    @ParameterizedTest(name = "K5: the client with Forwarded {0} is {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "for=198.51.100.1                                | 198.51.100.1",
                "For=198.51.100.1;proto=https;host=evil.example  | 198.51.100.1",
                "proto=https; by=10.1.1.1 ; for=198.51.100.1     | 198.51.100.1",
                "for=192.0.2.9, for=198.51.100.1 , for=10.2.2.2  | 198.51.100.1",
                "for=\"[2001:db8::1]:4711\"                      | 2001:db8::1",
                "for=\"198.51.100.1:_port\"                      | 10.1.1.1",
                "for=\"198.51.\\100.1\"                          | 198.51.100.1",
                "for=198.51.100.1, ,                             | 198.51.100.1",
                "for=192.0.2.9;ext=\"a,b;for=1\", for=198.51.100.1 | 198.51.100.1",
                "for=unknown                                     | 10.1.1.1",
                "for=_hidden, for=10.2.2.2                       | 10.1.1.1",
                "for=198.51.100.1, proto=https                   | 10.1.1.1",
                "for=\"192.0.2.9, for=198.51.100.1               | 10.1.1.1",
                "for=192.0.2.9 for=198.51.100.1                  | 10.1.1.1",
                "for=192.0.2.9;for=198.51.100.1                  | 10.1.1.1",
                "for = 198.51.100.1                              | 10.1.1.1",
                "198.51.100.1                                    | 10.1.1.1"
            })
    void by_the_standard_field(String field, String client) {
        assertThat(client(PROXY, List.of(), List.of(field))).isEqualTo(client);
    }

    @Test
    @DisplayName("K5: of two fields neither is believed where they differ")
    void both() {
        assertThat(client(PROXY, List.of("198.51.100.1"), List.of("for=198.51.100.1")))
                .isEqualTo("198.51.100.1");
        assertThat(client(PROXY, List.of("198.51.100.1"), List.of("for=192.0.2.9")))
                .isEqualTo(PROXY);
        assertThat(client(STRANGER, List.of("198.51.100.1"), List.of("for=198.51.100.1")))
                .isEqualTo(STRANGER);
    }

    @Test
    @DisplayName(
            "K5: whatever the chain, the client is the last stranger in it, and what he wrote before counts for nothing")
    void chains() {
        Random random = new Random(42);
        for (int run = 0; run < 5_000; run++) {
            String client = "198.51.100." + random.nextInt(256);
            List<String> hops = proxies(random);
            List<String> claimed = IntStream.range(0, random.nextInt(4))
                    .mapToObj(i -> junk(random))
                    .toList();
            String peer = "10.0.0." + random.nextInt(256);

            List<String> chain = new ArrayList<>(claimed);
            chain.add(client);
            chain.addAll(hops);
            assertThat(client(peer, fields(chain, random), List.of())).isEqualTo(client);
            assertThat(client(peer, List.of(), fields(pairs(chain), random))).isIn(client, peer);
        }
    }

    private static List<String> proxies(Random random) {
        return IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> random.nextBoolean()
                        ? "10.%d.0.1".formatted(random.nextInt(256))
                        : "2001:db8:a::%x".formatted(random.nextInt(65536)))
                .toList();
    }

    /** Printable, as a header field is. */
    private static String junk(Random random) {
        return random.ints(random.nextInt(12), ' ', '~' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static List<String> pairs(List<String> chain) {
        return chain.stream().map(node -> "for=\"" + node + '"').toList();
    }

    /** The same list in one field, or in one for each element. */
    private static List<String> fields(List<String> elements, Random random) {
        return random.nextBoolean() ? elements : Collections.singletonList(String.join(", ", elements));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "10.0.0.0/a",
                "10.0.0/8",
                "::/129",
                "::ffff:10.0.0.0/104",
                "proxy.example",
                "*",
                "/8"
            })
    void what_is_no_network_cannot_be_configured(String text) {
        assertThat(ClientAddress.networkFlaw(text)).startsWith("must be an IP address or a network");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/8", "10.1.2.3/8", "10.1.1.1", "0.0.0.0/1", "::1", "2001:db8::/32"})
    void networks_and_addresses_can(String text) {
        assertThat(ClientAddress.networkFlaw(text)).isNull();
    }

    private static String client(String peer, List<String> forwardedFor, List<String> forwarded) {
        byte[] bytes = Objects.requireNonNull(NetUtil.createByteArrayFromIpAddressString(peer));
        try {
            return NetUtil.toAddressString(ADDRESSES.of(InetAddress.getByAddress(bytes), forwardedFor, forwarded));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

package dev.pkce.gateway.http;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where requests come from: the peer's address or, where that is a trusted proxy, the nearest one before it that is not.
 * Nothing else that proxies say is looked at: the host and the scheme that the gateway is known by are configured. No
 * address is ever looked up.
 */
final class ClientAddress {
    /** What stands for an address that proxies keep to themselves (RFC 7239 section 6.2). */
    static final String UNKNOWN = "unknown";

    private static final String KEY = ClientAddress.class.getName();
    // A port may follow, as some proxies have it; RFC 7239 section 6.
    private static final Pattern NODE =
            Pattern.compile("\\[([0-9a-fA-F:.]+)](?::\\d{1,5})?|([0-9.]+)(?::\\d{1,5})?|([0-9a-fA-F:.]+)");

    private final List<IpSubnetFilterRule> trusted;

    /** @param trustedProxies addresses and networks without a {@link #networkFlaw} */
    ClientAddress(List<String> trustedProxies) {
        trusted = trustedProxies.stream().map(ClientAddress::network).toList();
    }

    /** The address of the client, in its canonical form (RFC 5952 for IPv6). */
    static String of(RoutingContext ctx) {
        return NetUtil.toAddressString(address(ctx));
    }

    /** The same, where a person is to judge by it: a trusted proxy's own address says nothing of who has called it. */
    String origin(RoutingContext ctx) {
        return isTrusted(address(ctx)) ? UNKNOWN : of(ctx);
    }

    static InetAddress address(RoutingContext ctx) {
        InetAddress known = ctx.get(KEY);
        return known == null ? peer(ctx) : known;
    }

    private static InetAddress peer(RoutingContext ctx) {
        return parse(ctx.request().remoteAddress().hostAddress())
                .orElseThrow(() -> new IllegalStateException("a peer without an IP address"));
    }

    /** Finds it out for {@link #of}. */
    void onRequest(RoutingContext ctx) {
        if (!trusted.isEmpty()) {
            MultiMap headers = ctx.request().headers();
            ctx.put(KEY, of(peer(ctx), headers.getAll("X-Forwarded-For"), headers.getAll("Forwarded")));
        }
    }

    /**
     * The client's address. A proxy that adds to one field may pass on what the client wrote into the other, so if both
     * are there they must agree. What cannot be read, or hides the address, leaves the peer's.
     *
     * @param forwardedFor the values of {@code X-Forwarded-For}
     * @param forwarded the values of {@code Forwarded} (RFC 7239)
     */
    InetAddress of(InetAddress peer, List<String> forwardedFor, List<String> forwarded) {
        InetAddress nearest = nearest(peer, listed(forwardedFor));
        InetAddress standard = nearest(peer, ForwardedHeader.nodes(forwarded));
        if (forwardedFor.isEmpty() || forwarded.isEmpty()) {
            return forwarded.isEmpty() ? nearest : standard;
        }
        return nearest.equals(standard) ? nearest : peer;
    }

    private static List<String> listed(List<String> fields) {
        return fields.stream()
                .flatMap(field -> Arrays.stream(field.split(",", -1)))
                .map(String::strip)
                .filter(node -> !node.isEmpty())
                .toList();
    }

    /** From the right, as each proxy adds its own peer there; what is left of the first stranger may be anybody's words. */
    private InetAddress nearest(InetAddress peer, List<String> nodes) {
        InetAddress client = peer;
        for (int i = nodes.size() - 1; i >= 0 && isTrusted(client); i--) {
            Optional<InetAddress> before = node(nodes.get(i));
            if (before.isEmpty()) {
                return peer;
            }
            client = before.get();
        }
        return client;
    }

    private boolean isTrusted(InetAddress address) {
        InetSocketAddress socket = new InetSocketAddress(address, 0);
        return trusted.stream().anyMatch(network -> network.matches(socket));
    }

    private static Optional<InetAddress> node(String text) {
        Matcher node = NODE.matcher(text);
        if (!node.matches()) {
            return Optional.empty();
        }
        String bracketed = node.group(1) != null ? node.group(1) : node.group(3);
        return parse(bracketed != null ? bracketed : node.group(2));
    }

    /** An address as it is written; an IPv4-mapped one is the IPv4 address. */
    private static Optional<InetAddress> parse(String text) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        try {
            return bytes == null ? Optional.empty() : Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes");
        }
    }

    /** The rule for an element of {@code trusted-proxies}. */
    static @Nullable String networkFlaw(String text) {
        try {
            network(text);
            return null;
        } catch (IllegalArgumentException flaw) {
            return "must be an IP address or a network, such as 10.0.0.0/8 or 2001:db8::/32";
        }
    }

    private static IpSubnetFilterRule network(String text) {
        int slash = text.indexOf('/');
        InetAddress address =
                parse(slash < 0 ? text : text.substring(0, slash)).orElseThrow(IllegalArgumentException::new);
        int longest = address instanceof Inet4Address ? 32 : 128;
        int prefix = slash < 0 ? longest : Integer.parseUnsignedInt(text.substring(slash + 1));
        if (prefix == 0) {
            throw new IllegalArgumentException("Whoever trusts everybody believes any address");
        }
        return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
    }
}

package dev.pkce.gateway.http;

import dev.pkce.gateway.settings.Rate;
import dev.pkce.gateway.settings.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What connections and requests meet before anything looks at what they want.
 *
 * @param tls null for plain HTTP
 * @param trustedProxies the addresses and networks of the proxies whose word on a client's address is taken
 * @param maxConnections how many connections there may be on one node, 1 to 10,000,000
 * @param maxRequests how many requests may be under way on one node, parked ones included, 1 to 10,000,000
 * @param rateLimits how often one address may call; keys {@code challenge}, {@code code}, {@code browser}, {@code token}
 */
public record EdgeConfig(
        @Nullable TlsConfig tls,
        List<String> trustedProxies,
        int maxConnections,
        int maxRequests,
        Map<String, Rate> rateLimits) {
    // A caller is parked for each of flows.max, and others come and go.
    private static final int REQUESTS = 120_000;
    private static final int CONNECTIONS = 150_000;
    private static final int MOST = 10_000_000;

    /** The defaults. */
    public static final EdgeConfig USUAL = new EdgeConfig(null, List.of(), CONNECTIONS, REQUESTS, Map.of());

    /** Copies the collections. */
    public EdgeConfig {
        trustedProxies = List.copyOf(trustedProxies);
        rateLimits = Map.copyOf(rateLimits);
    }

    /** Reads its keys in the section {@code http}. */
    static EdgeConfig read(Settings http) {
        return new EdgeConfig(
                TlsConfig.read(http.section("tls")),
                http.texts("trusted-proxies", ClientAddress::networkFlaw),
                http.integer("max-connections", CONNECTIONS, 1, MOST),
                http.integer("max-requests", REQUESTS, 1, MOST),
                rates(http.section("rate-limits")));
    }

    private static Map<String, Rate> rates(Settings limits) {
        Map<String, Rate> rates = new HashMap<>();
        for (String group : Paths.GROUPS.keySet()) {
            limits.rate(group).ifPresent(rate -> rates.put(group, rate));
        }
        return rates;
    }

    /** These keys while the listener goes on with what can be changed of {@code next}. */
    EdgeConfig reloaded(EdgeConfig next) {
        return new EdgeConfig(tls, next.trustedProxies, next.maxConnections, next.maxRequests, next.rateLimits);
    }
}

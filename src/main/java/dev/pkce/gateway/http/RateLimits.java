package dev.pkce.gateway.http;

import static java.util.Objects.requireNonNull;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.settings.Rate;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Refuses the address that calls more often than its share, and nobody else (RFC 6585 section 4). */
final class RateLimits {
    private static final int PREFIX_BYTES = 8;

    private static final Future<Void> FREE = Future.succeededFuture();

    private final Map<String, Counter> refused = new HashMap<>();
    // By path.
    private final Map<String, String> groups = new HashMap<>();
    private final Supplier<Map<String, Rate>> rates;
    private final Shares shares;

    /** @param rates by the names of {@link Paths#GROUPS}, asked each time */
    RateLimits(Supplier<Map<String, Rate>> rates, Counting counting) {
        this.rates = rates;
        this.shares = counting.shares();
        Paths.GROUPS.forEach((group, paths) -> paths.forEach(path -> groups.put(path, group)));
        for (String group : Paths.GROUPS.keySet()) {
            refused.put(
                    group,
                    Counter.builder("pkce.rate.limited")
                            .description("Calls of addresses that had called too often.")
                            .tag("group", group)
                            .register(counting.registry()));
        }
    }

    /**
     * Takes one call from the share of whoever sent a request; fails with 429 where it has none left. Goes by the path
     * letter by letter, as nothing comes here that {@link RequestRules#requirePath} has not held to that, so no spelling
     * slips past.
     */
    Future<Void> take(RoutingContext ctx) {
        String group = groups.get(ctx.request().path());
        Rate rate = group == null ? null : rates.get().get(group);
        return group == null || rate == null
                ? FREE
                : shares.take(group, counted(ClientAddress.address(ctx)), rate)
                        .compose(wait -> wait.isZero() ? FREE : refuse(group, wait));
    }

    private Future<Void> refuse(String group, Duration wait) {
        requireNonNull(refused.get(group)).increment();
        return Future.failedFuture(new PkceException(tooMany(wait)));
    }

    private static Problem tooMany(Duration wait) {
        return new Problem(
                Problem.Kind.TOO_MANY_REQUESTS,
                "temporarily_unavailable",
                "There were too many calls from this address.",
                (int) (1 + wait.toSeconds()));
    }

    /** One customer of IPv6 has a whole /64, and so as many addresses as anybody could count. */
    static InetAddress counted(InetAddress client) {
        if (!(client instanceof Inet6Address)) {
            return client;
        }
        byte[] bytes = client.getAddress();
        Arrays.fill(bytes, PREFIX_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes");
        }
    }
}

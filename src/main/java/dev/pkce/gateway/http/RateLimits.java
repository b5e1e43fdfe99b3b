package dev.pkce.gateway.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.settings.Rate;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Refuses the address that calls more often than its share, and nobody else (RFC 6585 section 4). */
final class RateLimits {
    private static final int PREFIX_BYTES = 8;

    private final Map<String, Supplier<Optional<Limit>>> limits = new HashMap<>();

    /** @param rates by the names of {@link Paths#GROUPS}, asked each time */
    RateLimits(Supplier<Map<String, Rate>> rates, MeterRegistry registry) {
        for (String group : Paths.GROUPS.keySet()) {
            Counter refused = Counter.builder("pkce.rate.limited")
                    .description("Calls of addresses that had called too often.")
                    .tag("group", group)
                    .register(registry);
            limits.put(
                    group,
                    new Derived<>(
                            () -> Optional.ofNullable(rates.get().get(group)),
                            rate -> rate.map(known -> new Limit(known, refused))));
        }
    }

    /** To come before the endpoints themselves. Goes by the router's own matching, so that no spelling slips past. */
    void mount(Router router) {
        limits.forEach((group, limit) -> Paths.GROUPS
                .getOrDefault(group, List.of())
                .forEach(path -> router.route(path).handler(ctx -> limit(ctx, limit.get()))));
    }

    private static void limit(RoutingContext ctx, Optional<Limit> limit) {
        limit.ifPresentOrElse(known -> known.handle(ctx), ctx::next);
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

    private static final class Limit implements Handler<RoutingContext> {
        private static final int MAX_ADDRESSES = 100_000;

        private final Cache<InetAddress, Bucket> buckets;
        private final Rate rate;
        private final Counter refused;

        Limit(Rate rate, Counter refused) {
            this.rate = rate;
            this.refused = refused;
            // A bucket that was left alone for a period is full again, as a new one is.
            this.buckets = Caffeine.newBuilder()
                    .maximumSize(MAX_ADDRESSES)
                    .expireAfterAccess(rate.period())
                    .build();
        }

        private Bucket bucket() {
            return Bucket.builder()
                    .addLimit(limit -> limit.capacity(rate.count()).refillGreedy(rate.count(), rate.period()))
                    .withNanosecondPrecision()
                    .build();
        }

        @Override
        public void handle(RoutingContext ctx) {
            ConsumptionProbe probe = buckets.get(counted(ClientAddress.address(ctx)), address -> bucket())
                    .tryConsumeAndReturnRemaining(1);
            if (!probe.isConsumed()) {
                refused.increment();
                long seconds = 1 + TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill());
                throw new PkceException(new Problem(
                        Problem.Kind.TOO_MANY_REQUESTS,
                        "temporarily_unavailable",
                        "There were too many calls from this address.",
                        (int) seconds));
            }
            ctx.next();
        }
    }
}

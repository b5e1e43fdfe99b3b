package dev.pkce.gateway.http;

import static java.util.Objects.requireNonNull;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.settings.Rate;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
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

    private final Map<String, Counter> refused = new HashMap<>();
    private final Supplier<Map<String, Rate>> rates;
    private final Shares shares;

    /** @param rates by the names of {@link Paths#GROUPS}, asked each time */
    RateLimits(Supplier<Map<String, Rate>> rates, Counting counting) {
        this.rates = rates;
        this.shares = counting.shares();
        for (String group : Paths.GROUPS.keySet()) {
            refused.put(
                    group,
                    Counter.builder("pkce.rate.limited")
                            .description("Calls of addresses that had called too often.")
                            .tag("group", group)
                            .register(counting.registry()));
        }
    }

    /** To come before the endpoints themselves. Goes by the router's own matching, so that no spelling slips past. */
    void mount(Router router) {
        Paths.GROUPS.forEach((group, paths) ->
                paths.forEach(path -> router.route(path).handler(ctx -> limit(ctx, group))));
    }

    private void limit(RoutingContext ctx, String group) {
        Rate rate = rates.get().get(group);
        if (rate == null) {
            ctx.next();
            return;
        }
        Future<Duration> wait = shares.take(group, counted(ClientAddress.address(ctx)), rate);
        if (wait.isComplete()) {
            goOn(ctx, group, wait);
        } else {
            // Nobody reads the body yet, and what nobody reads is lost.
            ctx.request().pause();
            wait.onComplete(told -> goOn(ctx, group, told));
        }
    }

    private void goOn(RoutingContext ctx, String group, AsyncResult<Duration> wait) {
        if (wait.failed()) {
            ctx.fail(wait.cause());
        } else if (wait.result().isZero()) {
            ctx.next();
        } else {
            refused(group).increment();
            ctx.fail(new PkceException(tooMany(wait.result())));
        }
        ctx.request().resume();
    }

    private static Problem tooMany(Duration wait) {
        return new Problem(
                Problem.Kind.TOO_MANY_REQUESTS,
                "temporarily_unavailable",
                "There were too many calls from this address.",
                (int) (1 + wait.toSeconds()));
    }

    private Counter refused(String group) {
        return requireNonNull(refused.get(group));
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

package dev.pkce.gateway;

import dev.pkce.gateway.flow.S256;
import dev.pkce.gateway.http.Shares;
import dev.pkce.gateway.redis.RedisConnection;
import dev.pkce.gateway.redis.Script;
import dev.pkce.gateway.settings.Rate;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How often each client has called on all nodes that share a Redis, by the clock of Redis. While that cannot be used each
 * node counts by itself: to refuse everybody would be an outage, and to refuse nobody an invitation.
 */
final class RedisShares implements Shares {
    /** The generic cell rate algorithm: of a client only the time is kept at which its share would be whole again. */
    private static final Script TAKE = new Script("share", """
            local time = redis.call('TIME')
            local now = time[1] * 1000000 + time[2]
            local period = tonumber(ARGV[2])
            local whole = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now) + period / tonumber(ARGV[1])
            if whole - now > period then return math.ceil(whole - now - period) end
            redis.call('SET', KEYS[1], string.format('%.0f', whole), 'PX', math.ceil((whole - now) / 1000))
            return 0
            """);

    private final Shares alone = Shares.local();
    private final RedisConnection redis;

    RedisShares(RedisConnection redis) {
        this.redis = redis;
    }

    @Override
    public Future<Duration> take(String group, InetAddress client, Rate rate) {
        // Another rate is another share, as it is for one node.
        String share = String.join(" ", group, client.getHostAddress(), rate.toString());
        long micros = TimeUnit.NANOSECONDS.toMicros(rate.period().toNanos());
        return redis.eval(TAKE, List.of(redis.name("l", S256.of(share))), List.of(rate.count(), micros))
                .map(wait -> Duration.of(wait.toLong(), ChronoUnit.MICROS))
                .recover(failure -> alone.take(group, client, rate));
    }
}

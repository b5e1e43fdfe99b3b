package dev.pkce.gateway.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.pkce.gateway.settings.Rate;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.time.Duration;

/** A bucket for each client that has called of late. */
final class LocalShares implements Shares {
    private static final int MAX = 400_000;

    private record Share(String group, InetAddress client, Rate rate) {
        Bucket bucket() {
            return Bucket.builder()
                    .addLimit(limit -> limit.capacity(rate.count()).refillGreedy(rate.count(), rate.period()))
                    .withNanosecondPrecision()
                    .build();
        }
    }

    // A bucket that was left alone for a period is full again, as a new one is.
    private final Cache<Share, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(MAX)
            .expireAfter(Expiry.<Share, Bucket>accessing(
                    (share, bucket) -> share.rate().period()))
            .build();

    @Override
    public Future<Duration> take(String group, InetAddress client, Rate rate) {
        ConsumptionProbe probe =
                buckets.get(new Share(group, client, rate), Share::bucket).tryConsumeAndReturnRemaining(1);
        return Future.succeededFuture(
                probe.isConsumed() ? Duration.ZERO : Duration.ofNanos(Math.max(1, probe.getNanosToWaitForRefill())));
    }
}

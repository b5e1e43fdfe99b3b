package dev.pkce.gateway.provider;

import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns when a provider's clock and ours differ by so much that its tokens seem expired, or not valid yet. */
final class ClockSkew {
    private static final Logger LOG = LoggerFactory.getLogger(ClockSkew.class);
    private static final Duration TOLERATED = Duration.ofSeconds(30);
    private static final long LOOK_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final AtomicLong looked = new AtomicLong(System.nanoTime() - LOOK_EVERY_NANOS);
    private final String provider;

    ClockSkew(String provider) {
        this.provider = provider;
    }

    /** Compares the time that an answer was made at with ours; once a minute is enough. */
    void observe(MultiMap headers) {
        String date = made(headers);
        long last = looked.get();
        long now = System.nanoTime();
        if (date == null || now - last < LOOK_EVERY_NANOS || !looked.compareAndSet(last, now)) {
            return;
        }
        Duration ahead = ahead(date);
        if (ahead.abs().compareTo(TOLERATED) > 0) {
            LOG.warn(
                    "The clock of provider {} is {} s {} ours; ID tokens fail when it is more than 60 s",
                    provider,
                    ahead.abs().toSeconds(),
                    ahead.isNegative() ? "behind" : "ahead of");
        }
    }

    /** How far ahead of ours the clock is that an answer was made by; null where the answer does not tell. */
    static @Nullable Duration of(MultiMap headers) {
        String date = made(headers);
        return date == null ? null : ahead(date);
    }

    // What a cache kept has the time of its making still, and Age to tell (RFC 9111 section 4.2.3).
    private static @Nullable String made(MultiMap headers) {
        return headers.contains("Age") ? null : headers.get("Date");
    }

    private static Duration ahead(String date) {
        try {
            return Duration.between(Instant.now(), DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
        } catch (DateTimeException | ArithmeticException noDate) {
            return Duration.ZERO;
        }
    }
}

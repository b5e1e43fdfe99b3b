package dev.pkce.gateway.provider;

import dev.pkce.gateway.settings.Settings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a provider is reached. Each provider has connections of its own, so that one that hangs takes nothing from another.
 *
 * @param connectTimeout how long connecting may take, 100ms to 10s; it is tried twice
 * @param answerTimeout how long the first byte of an answer may take after that, 100ms to 30s
 * @param timeout how long a call may take in all, the wait for a connection included, 100ms to 30s
 * @param pool how many connections for each direction (sign-ins, token calls), 1 to 1000; sixteen
 *     times as many callers may wait for one
 * @param caFile PEM certificates to trust instead of the system's; null for the system's
 */
public record Connection(
        Duration connectTimeout,
        Duration answerTimeout,
        Duration timeout,
        int pool,
        @Nullable String caFile) {
    /** The defaults. */
    public static final Connection USUAL =
            new Connection(Duration.ofSeconds(2), Duration.ofSeconds(8), Duration.ofSeconds(10), 128, null);

    private static final int QUEUE_FACTOR = 16;
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** Reads the keys of one element of {@code providers}. */
    static Connection read(Settings settings) {
        return new Connection(
                settings.duration("connect-timeout", USUAL.connectTimeout, SHORTEST, Duration.ofSeconds(10)),
                settings.duration("answer-timeout", USUAL.answerTimeout, SHORTEST, LONGEST),
                settings.duration("timeout", USUAL.timeout, SHORTEST, LONGEST),
                settings.integer("connections", USUAL.pool, 1, 1000),
                settings.file("ca-file"));
    }

    int queue() {
        return QUEUE_FACTOR * pool;
    }
}

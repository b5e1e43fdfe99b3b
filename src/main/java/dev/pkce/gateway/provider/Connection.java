package dev.pkce.gateway.provider;

import dev.pkce.gateway.settings.PemCertificates;
import dev.pkce.gateway.settings.Remedy;
import dev.pkce.gateway.settings.Settings;
import dev.pkce.gateway.settings.WatchedFile;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a provider is reached. Each provider has connections of its own, so that one that hangs takes nothing from another.
 *
 * @param connectTimeout how long connecting may take, 100ms to 10s and no longer than {@code timeout}; up to three
 *     addresses of its name are tried
 * @param answerTimeout how long the first byte of an answer may take after that, 100ms to 20s and no longer than
 *     {@code timeout}
 * @param timeout how long a call may take in all, the wait for a connection included, 100ms to 20s
 * @param pool how many connections for each direction (sign-ins, token calls), 1 to 1000; sixteen
 *     times as many callers may wait for one
 * @param authorities certificates to trust instead of the system's, in PEM; null for the system's
 */
public record Connection(
        Duration connectTimeout,
        Duration answerTimeout,
        Duration timeout,
        int pool,
        @Nullable String authorities) {
    /** The defaults. */
    public static final Connection USUAL =
            new Connection(Duration.ofSeconds(2), Duration.ofSeconds(8), Duration.ofSeconds(10), 128, null);

    private static final int QUEUE_FACTOR = 16;
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);

    /** Reads the keys of one element of {@code providers}, and the file of certificates. */
    static Connection read(Settings settings) {
        Duration timeout = settings.duration("timeout", USUAL.timeout, SHORTEST, LONGEST);
        return new Connection(
                part("connect-timeout", USUAL.connectTimeout, LONGEST_CONNECT, timeout, settings),
                part("answer-timeout", USUAL.answerTimeout, LONGEST, timeout, settings),
                timeout,
                settings.integer("connections", USUAL.pool, 1, 1000),
                WatchedFile.read(settings, "ca-file", Connection::flaw));
    }

    /** A deadline for a part of a call, which is the whole's where that is shorter than the usual one. */
    private static Duration part(String key, Duration usual, Duration longest, Duration timeout, Settings settings) {
        Duration fallback = usual.compareTo(timeout) < 0 ? usual : timeout;
        Duration part = settings.duration(key, fallback, SHORTEST, longest);
        if (part.compareTo(timeout) > 0) {
            settings.problem(key, "must not be longer than timeout", Remedy.remove(key));
        }
        return part;
    }

    /** Told at the start, as the first login would find out otherwise. */
    private static @Nullable String flaw(String certificates) {
        try {
            PemCertificates.parse(certificates);
            return null;
        } catch (IllegalArgumentException noCertificate) {
            return noCertificate.getMessage();
        }
    }

    /** How many calls of one direction may be under way, those that wait for a connection included. */
    int underWay() {
        return (1 + QUEUE_FACTOR) * pool;
    }
}

package dev.pkce.gateway;

import dev.pkce.gateway.settings.Settings;
import java.time.Duration;

/**
 * How the gateway stops.
 *
 * @param delay how long it goes on as before once it has said that it is not ready, 0 s to 5 m
 * @param deadline how long all of it may take, 1 s to 10 m, and longer than {@code delay}
 */
public record StopConfig(Duration delay, Duration deadline) {
    /** For a gateway of this machine, where nobody balances load. */
    public static final StopConfig USUAL = new StopConfig(Duration.ZERO, Duration.ofSeconds(25));

    private static final Duration DELAY_OF_SHARED = Duration.ofSeconds(5);

    /**
     * Reads the section {@code stop}.
     *
     * @param shared whether others than the user of this machine are meant to reach the gateway
     */
    static StopConfig read(Settings settings, boolean shared) {
        StopConfig config = new StopConfig(
                settings.duration(
                        "delay", shared ? DELAY_OF_SHARED : USUAL.delay, Duration.ZERO, Duration.ofMinutes(5)),
                settings.duration("deadline", USUAL.deadline, Duration.ofSeconds(1), Duration.ofMinutes(10)));
        if (config.delay.compareTo(config.deadline) >= 0) {
            settings.problem("deadline", "must be longer than stop.delay");
        }
        return config;
    }
}

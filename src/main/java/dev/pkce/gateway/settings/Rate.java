package dev.pkce.gateway.settings;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * So many in so long, written {@code 60/1m}.
 *
 * @param count 1 to 1,000,000
 * @param period 1 s to 1 h
 */
public record Rate(int count, Duration period) {
    static final Pattern FORM = Pattern.compile("(\\d{1,7})/(\\d{1,9}(?:ms|s|m|h))");
    private static final int MOST = 1_000_000;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    static final String REQUIREMENT = "must be a count (1 to " + MOST + ") and a period (1s to 1h), such as 60/1m";

    static Optional<Rate> parse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Durations.parse(form.group(2))
                        .map(period -> new Rate(Integer.parseInt(form.group(1)), period))
                        .filter(Rate::withinBounds)
                : Optional.empty();
    }

    private boolean withinBounds() {
        return count >= 1 && count <= MOST && period.compareTo(SHORTEST) >= 0 && period.compareTo(LONGEST) <= 0;
    }
}

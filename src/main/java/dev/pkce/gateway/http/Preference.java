package dev.pkce.gateway.http;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long a client wants to wait (RFC 7240). What cannot be read is ignored, as the RFC has it.
 *
 * @param patience null for no preference
 * @param applied what to say in {@code Preference-Applied}; null for nothing
 */
record Preference(@Nullable Duration patience, @Nullable String applied) {
    private static final Preference NONE = new Preference(null, null);
    private static final Preference AT_ONCE = new Preference(Duration.ZERO, "respond-async");
    private static final Pattern WAIT = Pattern.compile("wait\\s*=\\s*\"?([0-9]{1,9})\"?");

    /**
     * Reads the {@code Prefer} fields; the first mention of a wait counts, and beside it {@code respond-async} only says
     * what happens anyway when it ends (RFC 7240 section 4.3).
     */
    static Preference of(List<String> fields) {
        Preference found = NONE;
        for (String field : fields) {
            for (String preference : field.toLowerCase(Locale.ROOT).split(",", -1)) {
                Preference read = read(preference.strip());
                if (read.patience() != null && !read.equals(AT_ONCE)) {
                    return read;
                }
                found = read.patience() == null ? found : read;
            }
        }
        return found;
    }

    private static Preference read(String preference) {
        if (preference.equals("respond-async")) {
            return AT_ONCE;
        }
        Matcher wait = WAIT.matcher(preference);
        if (!wait.matches()) {
            return NONE;
        }
        int seconds = Integer.parseInt(wait.group(1));
        return new Preference(Duration.ofSeconds(seconds), "wait=" + seconds);
    }
}

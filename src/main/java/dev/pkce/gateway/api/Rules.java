package dev.pkce.gateway.api;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the members of a request may be, by whichever door they come. The generated clients write null, the empty string and
 * the enum value {@code UNKNOWN} for what was not set, so all three mean absent.
 */
final class Rules {
    private static final String UNKNOWN = "UNKNOWN";
    private static final int MAX_TEXT = 4096;
    private static final int MAX_CODE = 8192;
    private static final int MAX_STATE = 512;
    private static final int MAX_APPLICATION = 256;
    private static final int MAX_SCOPES = 64;
    private static final Duration MAX_WAIT = Duration.ofSeconds(Integer.MAX_VALUE);
    // RFC 6749 appendix A.4: scope-token
    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,256}");
    // One text each, for all flows that ask for them.
    private static final Map<String, String> USUAL_SCOPES =
            Map.of("openid", "openid", "profile", "profile", "email", "email", "offline_access", "offline_access");
    // RFC 7515 section 7.1
    private static final Pattern COMPACT_JWS = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    private Rules() {}

    static PkceException invalid(String member, String rule) {
        return new PkceException(Problem.invalidRequest("\"" + member + "\" " + rule));
    }

    static @Nullable String text(String member, @Nullable String value) {
        return bounded(member, value, MAX_TEXT);
    }

    static String required(String member, @Nullable String value) {
        return present(member, text(member, value));
    }

    /** Whose flows: what HTTP has in {@code X-Application-ID}. */
    static @Nullable String application(@Nullable String value) {
        return bounded("application_id", value, MAX_APPLICATION);
    }

    /** A state or nonce: RFC 6749 appendix A.5, without the space that no real one holds. */
    static String state(String member, @Nullable String value) {
        String state = present(member, bounded(member, value, MAX_STATE));
        if (!ascii(state, 0x21)) {
            throw invalid(member, "must be visible ASCII.");
        }
        return state;
    }

    static String matching(String member, @Nullable String value, Pattern pattern, String rule) {
        String text = required(member, value);
        if (!pattern.matcher(text).matches()) {
            throw invalid(member, rule);
        }
        return text;
    }

    /** A code, token or ticket (RFC 6749 appendix A.11). */
    static @Nullable Secret secret(String member, @Nullable Secret value) {
        String text = bounded(member, revealed(value), MAX_CODE);
        if (text != null && !ascii(text, 0x20)) {
            throw invalid(member, "must be ASCII without controls.");
        }
        return text == null ? null : value;
    }

    static Secret requiredSecret(String member, @Nullable Secret value) {
        return present(member, secret(member, value));
    }

    /** A DPoP proof, which is to go into a header. One that is there but empty is none: it must not make a bearer token. */
    static @Nullable Secret proof(@Nullable Secret value) {
        String text = revealed(value);
        if (text != null
                && (text.length() > MAX_CODE || !COMPACT_JWS.matcher(text).matches())) {
            throw new PkceException(Problem.invalidProof());
        }
        return value;
    }

    static @Nullable Duration patience(@Nullable Duration value) {
        if (value != null && (value.isNegative() || value.compareTo(MAX_WAIT) > 0)) {
            throw invalid("wait", "must be a whole number of seconds.");
        }
        return value;
    }

    /** RFC 6749 section 3.3. */
    static List<String> scope(List<String> items) {
        Set<String> scope = new LinkedHashSet<>();
        for (String item : items) {
            if (!absent(item)) {
                scope.add(scopeToken(item));
            }
        }
        if (scope.isEmpty() || items.size() > MAX_SCOPES) {
            throw new PkceException(Problem.badRequest("invalid_scope", "\"scope\" must name 1 to 64 scopes."));
        }
        return List.copyOf(scope);
    }

    private static String scopeToken(String item) {
        if (!SCOPE.matcher(item).matches()) {
            throw new PkceException(
                    Problem.badRequest("invalid_scope", "\"scope\" holds a value that is no scope (RFC 6749 3.3)."));
        }
        return USUAL_SCOPES.getOrDefault(item, item);
    }

    static <T> T present(String member, @Nullable T value) {
        if (value == null) {
            throw invalid(member, "is required.");
        }
        return value;
    }

    static boolean absent(String value) {
        return value.isEmpty() || value.equals(UNKNOWN);
    }

    private static @Nullable String revealed(@Nullable Secret value) {
        return value == null ? null : value.reveal();
    }

    private static @Nullable String bounded(String member, @Nullable String value, int max) {
        if (value == null || absent(value)) {
            return null;
        }
        if (value.length() > max) {
            throw invalid(member, "is too long.");
        }
        for (int i = 0; i < value.length(); i += Character.charCount(value.codePointAt(i))) {
            if (!printable(value.codePointAt(i))) {
                throw invalid(member, "must not hold control characters.");
            }
        }
        return value;
    }

    private static boolean printable(int c) {
        return !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE;
    }

    private static boolean ascii(String text, int from) {
        return text.chars().allMatch(c -> c >= from && c <= 0x7e);
    }
}

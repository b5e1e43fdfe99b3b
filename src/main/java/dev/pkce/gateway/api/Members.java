package dev.pkce.gateway.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of a message once, at the edge. The generated clients write null, the empty string and the enum
 * value {@code UNKNOWN} for what was not set, so all three mean absent.
 */
final class Members {
    static final String UNKNOWN = "UNKNOWN";
    private static final int MAX_TEXT = 4096;
    private static final int MAX_CODE = 8192;
    private static final int MAX_SCOPES = 64;
    // RFC 6749 appendix A.4: scope-token
    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,256}");
    // RFC 6749 appendices A.5 and A.11, without the space that no real state or code holds
    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7E]+");
    // RFC 7515 section 7.1
    private static final Pattern COMPACT_JWS = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    private final JsonObject json;

    Members(JsonObject json) {
        this.json = json;
    }

    static PkceException invalid(String member, String rule) {
        return new PkceException(Problem.invalidRequest("\"" + member + "\" " + rule));
    }

    @Nullable String raw(String member) {
        Object value = json.getValue(member);
        if (value != null && !(value instanceof String)) {
            throw invalid(member, "must be a string.");
        }
        return value == null || ((String) value).isEmpty() ? null : (String) value;
    }

    @Nullable String text(String member) {
        return bounded(member, raw(member), MAX_TEXT);
    }

    String required(String member) {
        return present(member, text(member));
    }

    @Nullable String visible(String member, int max) {
        String value = bounded(member, raw(member), max);
        if (value != null && !VISIBLE.matcher(value).matches()) {
            throw invalid(member, "must be visible ASCII.");
        }
        return value;
    }

    String matching(String member, Pattern pattern, String rule) {
        String value = required(member);
        if (!pattern.matcher(value).matches()) {
            throw invalid(member, rule);
        }
        return value;
    }

    @Nullable Secret secret(String member) {
        String value = bounded(member, raw(member), MAX_CODE);
        if (value != null && !value.chars().allMatch(c -> c >= 0x20 && c <= 0x7e)) {
            throw invalid(member, "must be ASCII without controls.");
        }
        return value == null ? null : new Secret(value);
    }

    Secret requiredSecret(String member) {
        return present(member, secret(member));
    }

    static boolean isCompactJws(String text) {
        return text.length() <= MAX_CODE && COMPACT_JWS.matcher(text).matches();
    }

    @Nullable Duration seconds(String member) {
        Object value = json.getValue(member);
        if (value == null) {
            return null;
        }
        if (!(value instanceof Integer seconds) || seconds < 0) {
            throw invalid(member, "must be a whole number of seconds.");
        }
        return Duration.ofSeconds(seconds);
    }

    Members object(String member) {
        Object value = json.getValue(member);
        if (value != null && !(value instanceof JsonObject)) {
            throw invalid(member, "must be an object.");
        }
        return new Members(value == null ? new JsonObject() : (JsonObject) value);
    }

    Set<String> names() {
        return json.fieldNames();
    }

    /** RFC 6749 section 3.3: an array, as the SDKs send it, or the space-delimited text of the RFC. */
    List<String> scope() {
        Object value = json.getValue("scope");
        if (value == null) {
            throw invalid("scope", "is required.");
        }
        List<?> items = value instanceof String text
                ? List.of(text.split(" +"))
                : value instanceof JsonArray array ? array.getList() : List.of(value);
        LinkedHashSet<String> scope = new LinkedHashSet<>();
        for (Object item : items) {
            addScope(scope, item);
        }
        if (scope.isEmpty() || scope.size() > MAX_SCOPES || items.size() > MAX_SCOPES) {
            throw new PkceException(Problem.badRequest("invalid_scope", "\"scope\" must name 1 to 64 scopes."));
        }
        return List.copyOf(scope);
    }

    private static void addScope(Set<String> scope, Object item) {
        if (!(item instanceof String text)) {
            throw invalid("scope", "must be an array of strings.");
        }
        if (text.isEmpty() || text.equals(UNKNOWN)) {
            return;
        }
        if (!SCOPE.matcher(text).matches()) {
            throw new PkceException(
                    Problem.badRequest("invalid_scope", "\"scope\" holds a value that is no scope (RFC 6749 3.3)."));
        }
        scope.add(text);
    }

    private static @Nullable String bounded(String member, @Nullable String value, int max) {
        if (value == null || value.equals(UNKNOWN)) {
            return null;
        }
        if (value.length() > max) {
            throw invalid(member, "is too long.");
        }
        if (!value.codePoints().allMatch(Members::printable)) {
            throw invalid(member, "must not hold control characters.");
        }
        return value;
    }

    private static boolean printable(int c) {
        return !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE;
    }

    static <T> T present(String member, @Nullable T value) {
        if (value == null) {
            throw invalid(member, "is required.");
        }
        return value;
    }
}

package dev.pkce.gateway.settings;

import org.jspecify.annotations.Nullable;

/**
 * What mends a problem.
 *
 * @param key the key to write, which may be another than the wrong one
 * @param value what to write there, as in the file; null for what the schema has as default or example, empty to take
 *     the key out. Never what somebody gave, which may be a secret in the wrong place
 */
public record Remedy(String key, @Nullable String value) {
    /** To give {@code key} its usual value. */
    public static Remedy give(String key) {
        return new Remedy(key, null);
    }

    /** To give {@code key} this {@code value}. */
    public static Remedy write(String key, String value) {
        return new Remedy(key, value);
    }

    /** To take {@code key} out. */
    public static Remedy remove(String key) {
        return new Remedy(key, "");
    }

    Remedy within(String path) {
        return new Remedy(path + key, value);
    }
}

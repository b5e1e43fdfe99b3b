package dev.pkce.gateway.settings;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with the configuration.
 *
 * @param key the key, environment variable, system property or file that is wrong
 * @param reason what it should be; never the value, which may be a secret in the wrong place
 * @param source the environment variable or system property that the value comes from; null for the file
 * @param remedy what mends it
 */
public record SettingProblem(
        String key, String reason, @Nullable String source, Remedy remedy) {
    /** One that the usual value of the key mends. */
    public SettingProblem(String key, String reason) {
        this(key, reason, null, Remedy.give(key));
    }

    @Override
    public String toString() {
        return key + ": " + reason;
    }
}

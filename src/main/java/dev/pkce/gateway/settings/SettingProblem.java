package dev.pkce.gateway.settings;

/**
 * One thing that is wrong with the configuration.
 *
 * @param key the key, environment variable, system property or file that is wrong
 * @param reason what it should be; never the value, which may be a secret in the wrong place
 */
public record SettingProblem(String key, String reason) {
    @Override
    public String toString() {
        return key + ": " + reason;
    }
}

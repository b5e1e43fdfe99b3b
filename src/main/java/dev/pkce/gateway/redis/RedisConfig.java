package dev.pkce.gateway.redis;

import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.settings.Rule;
import dev.pkce.gateway.settings.Settings;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How Redis, or Valkey, is reached.
 *
 * @param servers where it is
 * @param user the user of its access control list; null for the default one
 * @param password null for none
 * @param timeout how long a command may take, 50ms to 10s; it bounds connecting too
 * @param connections how many connections there are for commands, 1 to 64; many commands share one, in order
 * @param prefix what all names in Redis begin with, so that others may use the same one
 */
public record RedisConfig(
        RedisServers servers,
        @Nullable String user,
        @Nullable Secret password,
        Duration timeout,
        int connections,
        String prefix) {
    // Of a hash tag only the gateway itself has a say: braces place keys in a cluster.
    private static final Rule PREFIX =
            Rule.matching("[A-Za-z0-9._:-]{1,40}", "must be at most 40 letters, digits and . _ : -");

    /** Reads the section {@code redis}; null where nothing is given. */
    public static @Nullable RedisConfig read(Settings settings) {
        RedisServers servers = RedisServers.read(settings);
        RedisConfig config = new RedisConfig(
                servers,
                settings.text("user"),
                settings.secret("password"),
                settings.duration("timeout", Duration.ofSeconds(1), Duration.ofMillis(50), Duration.ofSeconds(10)),
                settings.integer("connections", 4, 1, 64),
                Objects.requireNonNullElse(settings.text("prefix", PREFIX), "pkce"));
        if (config.user != null && !settings.has("password") && !settings.has("password-file")) {
            settings.problem("user", "needs a password");
        }
        return servers.urls().isEmpty() ? null : config;
    }
}

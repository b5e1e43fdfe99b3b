package dev.pkce.gateway.redis;

import dev.pkce.gateway.settings.PemCertificates;
import dev.pkce.gateway.settings.Rule;
import dev.pkce.gateway.settings.SecureUrl;
import dev.pkce.gateway.settings.Settings;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is.
 *
 * @param type what the servers make together
 * @param urls the servers, or the Sentinels: {@code redis://host:port}, or {@code rediss://} for TLS; a database may follow
 * @param master what Sentinels call the servers they look after
 * @param caFile PEM certificates to trust instead of the system's; null for the system's
 */
public record RedisServers(
        Type type,
        List<String> urls,
        String master,
        @Nullable String caFile) {
    /** What servers make together. */
    public enum Type {
        /** One server, or one address that always leads to the writable one. */
        STANDALONE,
        /** Servers of which Sentinels know the writable one. */
        SENTINEL,
        /** Redis Cluster. */
        CLUSTER
    }

    private static final Rule URL = Rule.within("rediss?://[!\"$->A-~]+", RedisServers::flaw);

    /** Copies the list. */
    public RedisServers {
        urls = List.copyOf(urls);
    }

    /** Reads its keys in the section {@code redis}, and the file of certificates. */
    static RedisServers read(Settings settings) {
        RedisServers servers = new RedisServers(
                settings.choice("type", Type.STANDALONE),
                settings.texts("url", URL),
                settings.text("master", "mymaster"),
                settings.text("ca-file", PemCertificates::fileFlaw));
        if (servers.type == Type.STANDALONE && servers.urls.size() > 1) {
            settings.problem("url", "must be one, unless redis.type is sentinel or cluster");
        }
        return servers;
    }

    /** Whether what is sent can be read by others on its way. */
    public boolean exposed() {
        return urls.stream()
                .map(URI::create)
                .anyMatch(url -> "redis".equals(url.getScheme()) && !SecureUrl.isLoopback(url.getHost()));
    }

    private static @Nullable String flaw(String text) {
        URI url = SecureUrl.parse(text).orElse(null);
        if (url == null || url.getScheme() == null || url.getHost() == null || url.getPort() > 65535) {
            return "must be redis://host:port, or rediss:// for TLS";
        }
        if (url.getRawUserInfo() != null || url.getRawQuery() != null) {
            return "must not hold a user name or password; give redis.user and redis.password-file";
        }
        boolean plain = Set.of("redis", "rediss").contains(url.getScheme())
                && url.getRawFragment() == null
                && url.getRawPath().matches("(/\\d{0,3})?");
        return plain ? null : "must be redis://host:port, or rediss:// for TLS, with the number of a database at most";
    }
}

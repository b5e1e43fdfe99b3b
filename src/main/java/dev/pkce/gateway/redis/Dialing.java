package dev.pkce.gateway.redis;

import dev.pkce.gateway.api.Secret;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisRole;
import java.util.ArrayList;
import java.util.function.Supplier;

/** Makes the clients that a line is made of, each for one connection. */
final class Dialing {
    // As many commands may wait for a reply on one connection.
    private static final int WAITING = 4_096;
    // A cluster takes one for each of its servers, Sentinels take some besides.
    private static final int POOL = 64;

    private Dialing() {}

    /** Clients as {@code config} has them. */
    static Supplier<Redis> clients(Vertx vertx, RedisConfig config) {
        RedisOptions options = options(config);
        // The client reorders the addresses that it is given.
        return () -> Redis.createClient(
                vertx,
                new RedisOptions(options)
                        .setEndpoints(new ArrayList<>(config.servers().urls())));
    }

    private static RedisOptions options(RedisConfig config) {
        RedisOptions options = new RedisOptions()
                .setType(type(config.servers().type()))
                .setRole(RedisRole.MASTER)
                .setMasterName(config.servers().master())
                .setMaxPoolSize(POOL)
                .setMaxPoolWaiting(POOL)
                .setMaxWaitingHandlers(WAITING)
                .setNetClientOptions(net(config));
        if (config.user() != null) {
            options.setUser(config.user());
        }
        Secret password = config.password();
        return password == null ? options : options.setPassword(password.reveal());
    }

    private static RedisClientType type(RedisServers.Type type) {
        return switch (type) {
            case STANDALONE -> RedisClientType.STANDALONE;
            case SENTINEL -> RedisClientType.SENTINEL;
            case CLUSTER -> RedisClientType.CLUSTER;
        };
    }

    /** TLS where an address says so. */
    private static NetClientOptions net(RedisConfig config) {
        NetClientOptions net = new NetClientOptions()
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setConnectTimeout((int) config.timeout().toMillis())
                .setHostnameVerificationAlgorithm("HTTPS");
        String caFile = config.servers().caFile();
        return caFile == null ? net : net.setTrustOptions(new PemTrustOptions().addCertPath(caFile));
    }
}

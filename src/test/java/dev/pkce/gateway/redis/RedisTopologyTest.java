package dev.pkce.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS, Sentinels and a cluster. */
class RedisTopologyTest {
    private static final Script PUT = new Script("put", "return redis.call('SET', KEYS[1], ARGV[1])");

    private final List<RedisConnection> opened = new ArrayList<>();
    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path directory;

    @AfterEach
    void close() throws Exception {
        for (RedisConnection redis : opened) {
            redis.close().await(20, TimeUnit.SECONDS);
        }
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    private RedisConnection open(RedisServers.Type type, List<String> urls, @Nullable String ca) throws Exception {
        RedisServers servers = new RedisServers(type, urls, "mymaster", ca);
        RedisConfig config = new RedisConfig(servers, null, null, Duration.ofSeconds(2), 2, "test");
        RedisConnection redis =
                RedisConnection.open(vertx, config, new SimpleMeterRegistry()).await(20, TimeUnit.SECONDS);
        opened.add(redis);
        return redis;
    }

    private static void put(RedisConnection redis, String key) throws Exception {
        redis.eval(PUT, List.of(key), List.of("value")).await(20, TimeUnit.SECONDS);
        assertThat(redis.send(Request.cmd(Command.GET).arg(key)).await(20, TimeUnit.SECONDS))
                .hasToString("value");
    }

    @Test
    void tls_goes_to_a_server_whose_certificate_is_trusted_and_of_its_name() throws Exception {
        X509Bundle bundle = new CertificateBuilder()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Path certificate = Files.writeString(directory.resolve("redis.pem"), bundle.getCertificatePEM());
        Path key = Files.writeString(directory.resolve("redis.key"), bundle.getPrivateKeyPEM());
        try (RedisServer server = RedisServer.startTls(certificate, key)) {
            String named = "rediss://localhost:" + server.port();

            put(open(RedisServers.Type.STANDALONE, List.of(named), certificate.toString()), "test:1");
            assertThat(open(RedisServers.Type.STANDALONE, List.of(named), null).trouble())
                    .isPresent();
            assertThat(open(
                                    RedisServers.Type.STANDALONE,
                                    List.of("rediss://127.0.0.1:" + server.port()),
                                    certificate.toString())
                            .trouble())
                    .isPresent();
        }
    }

    @Test
    void sentinels_lead_to_the_next_server_when_one_is_gone() throws Exception {
        try (RedisServer first = RedisServer.start();
                RedisServer second = RedisServer.start("--replicaof", "127.0.0.1 " + first.port());
                RedisServer sentinel = RedisServer.startSentinel(first)) {
            RedisConnection redis = open(RedisServers.Type.SENTINEL, List.of(sentinel.url()), null);
            put(redis, "test:1");
            await().atMost(30, TimeUnit.SECONDS)
                    .until(() ->
                            sentinel.command("SENTINEL", "CKQUORUM", "mymaster").startsWith("+OK")
                                    && second.command("GET", "test:1").equals("value"));

            first.kill();

            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> second.command("SET", "probe", "1").equals("+OK"));
            await().atMost(20, TimeUnit.SECONDS).until(() -> redis.trouble().isEmpty());
            put(redis, "test:2");
            assertThat(second.command("GET", "test:2")).isEqualTo("value");
        }
    }

    @Test
    void a_cluster_is_written_to_wherever_a_key_belongs() throws Exception {
        try (RedisCluster cluster = RedisCluster.start()) {
            RedisConnection redis = open(
                    RedisServers.Type.CLUSTER,
                    cluster.members().stream().skip(1).map(RedisServer::url).toList(),
                    null);
            Queue<String> heard = new ConcurrentLinkedQueue<>();
            redis.subscribe("test:news", news -> heard.add(news.toString(StandardCharsets.UTF_8)))
                    .await(20, TimeUnit.SECONDS);

            for (int i = 0; i < 30; i++) {
                put(redis, "test:f:{" + i + "}");
            }
            redis.publish("test:news", "hello".getBytes(StandardCharsets.UTF_8)).await(20, TimeUnit.SECONDS);

            assertThat(redis.trouble()).isEmpty();
            assertThat(cluster.members())
                    .allSatisfy(member -> assertThat(member.command("DBSIZE")).isNotEqualTo(":0"));
            await().atMost(20, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(heard).containsExactly("hello"));
        }
    }
}

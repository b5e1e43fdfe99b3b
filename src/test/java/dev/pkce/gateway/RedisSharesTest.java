package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.http.Shares;
import dev.pkce.gateway.redis.RedisConnection;
import dev.pkce.gateway.redis.RedisServer;
import dev.pkce.gateway.settings.Rate;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RedisSharesTest {
    private static final Rate SEVEN = new Rate(7, Duration.ofHours(1));

    private final Vertx vertx = Vertx.vertx();
    private RedisServer server;
    private List<Shares> nodes;

    @BeforeEach
    void start() throws Exception {
        server = RedisServer.start();
        nodes = List.of(node(), node());
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
        server.close();
    }

    private Shares node() throws Exception {
        return new RedisShares(RedisConnection.open(vertx, server.config(), new SimpleMeterRegistry())
                .await(20, TimeUnit.SECONDS));
    }

    @Test
    @DisplayName("S3: the calls of an address count on all nodes together, and nobody else's with them")
    void one_share_for_all_nodes() throws Exception {
        for (int call = 0; call < 7; call++) {
            assertThat(take(call % 2, "code", "203.0.113.1", SEVEN)).isZero();
        }

        assertThat(take(1, "code", "203.0.113.1", SEVEN)).isBetween(Duration.ofSeconds(500), Duration.ofSeconds(515));
        assertThat(take(0, "code", "203.0.113.1", SEVEN)).isPositive();
        assertThat(take(0, "token", "203.0.113.1", SEVEN)).isZero();
        assertThat(take(0, "code", "203.0.113.2", SEVEN)).isZero();
    }

    @Test
    void a_share_comes_back_with_the_time_of_redis() throws Exception {
        Rate one = new Rate(1, Duration.ofSeconds(3));
        assertThat(take(0, "code", "203.0.113.1", one)).isZero();
        assertThat(take(1, "code", "203.0.113.1", one)).isBetween(Duration.ofNanos(1), Duration.ofSeconds(3));

        await().until(() -> take(1, "code", "203.0.113.1", one).isZero());
    }

    @Test
    void each_node_counts_by_itself_while_redis_cannot_be_used() throws Exception {
        Rate one = new Rate(1, Duration.ofHours(1));
        assertThat(take(0, "code", "203.0.113.1", one)).isZero();
        server.kill();

        assertThat(take(0, "code", "203.0.113.1", one)).isZero();
        assertThat(take(0, "code", "203.0.113.1", one)).isPositive();
        assertThat(take(1, "code", "203.0.113.1", one)).isZero();
    }

    private Duration take(int node, String group, String client, Rate rate) throws Exception {
        return nodes.get(node).take(group, InetAddress.getByName(client), rate).await(20, TimeUnit.SECONDS);
    }
}

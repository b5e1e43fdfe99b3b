package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.ProviderExtension;
import dev.pkce.gateway.redis.RedisServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What {@code doctor} finds at a Redis where one thing is wrong. */
@ExtendWith(ProviderExtension.class)
class DoctorRedisTest {
    private static final String PASSWORD = "p4ssword-of-the-store";

    private static RedisServer server;

    @TempDir
    private Path directory;

    private final DevelopmentProvider provider;
    private final JsonObject redis;

    DoctorRedisTest(DevelopmentProvider provider) {
        this.provider = provider.reset().clock(Duration.ZERO).redirectUris("patient");
        this.redis = new JsonObject().put("url", server.url()).put("password", PASSWORD);
    }

    @BeforeAll
    static void start() throws Exception {
        server = RedisServer.start("--requirepass", PASSWORD);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void nothing_is_wrong() throws Exception {
        Consultation told = ask();

        assertThat(told.remarkable()).isEqualTo(Map.of("callback", "skip"));
        assertThat(told.exit()).isZero();
        assertThat(told.finding("redis_version").getString("detail")).matches("[0-9.]+");
    }

    @Test
    void it_throws_away_what_it_has_no_room_for() throws Exception {
        try (RedisServer forgetful = RedisServer.start("--maxmemory-policy", "allkeys-lru")) {
            redis.put("url", forgetful.url()).remove("password");

            Consultation told = ask();

            assertThat(told.remarkable()).isEqualTo(Map.of("callback", "skip", "redis_memory", "warn"));
            assertThat(told.finding("redis_memory").getString("change")).contains("noeviction");
            assertThat(told.exit()).isZero();
        }
    }

    @Test
    void the_password_is_another() throws Exception {
        redis.put("password", "another-password");

        Consultation told = ask();

        assertThat(told.exit()).isEqualTo(1);
        assertThat(told.remarkable())
                .isEqualTo(
                        Map.of("callback", "skip", "redis", "fail", "redis_version", "skip", "redis_memory", "skip"));
        assertThat(told.finding("redis").getString("change")).startsWith("redis.password-file: ");
        assertThat(told.out() + told.err()).doesNotContain("another-password");
    }

    @Test
    void nobody_is_there() throws Exception {
        redis.put("url", "redis://localhost:9");

        assertThat(ask().finding("redis").getString("change")).startsWith("redis.url: ");
    }

    private Consultation ask() throws Exception {
        JsonObject config = new JsonObject()
                .put("http", new JsonObject().put("port", 9))
                .put("flows", new JsonObject().put("store", "redis").put("keys", key()))
                .put("redis", redis)
                .put(
                        "providers",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("issuer", provider.issuer())
                                        .put("client-id", "patient")));
        return Consultation.of(directory, config, "--json");
    }

    private static String key() {
        return Base64.getEncoder().encodeToString(new byte[32]);
    }
}

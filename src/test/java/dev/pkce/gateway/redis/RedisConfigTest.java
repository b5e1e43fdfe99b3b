package dev.pkce.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.settings.Settings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisConfigTest {
    private static @Nullable RedisConfig read(JsonObject keys) throws InvalidConfiguration {
        Settings settings = Settings.of(keys);
        RedisConfig config = RedisConfig.read(settings);
        settings.check();
        return config;
    }

    @Test
    void every_key_is_read() throws Exception {
        RedisConfig config = read(new JsonObject()
                .put("url", new JsonArray(List.of("rediss://one.example:6380/1", "rediss://[::1]:1")))
                .put("type", "sentinel")
                .put("master", "main")
                .put("user", "gateway")
                .put("password", "hidden")
                .put("timeout", "250ms")
                .put("connections", 2)
                .put("prefix", "signin"));

        RedisServers servers = new RedisServers(
                RedisServers.Type.SENTINEL, List.of("rediss://one.example:6380/1", "rediss://[::1]:1"), "main", null);
        assertThat(config)
                .isEqualTo(
                        new RedisConfig(servers, "gateway", new Secret("hidden"), Duration.ofMillis(250), 2, "signin"));
        assertThat(String.valueOf(config)).doesNotContain("hidden");
    }

    @Test
    void without_an_address_there_is_none() throws Exception {
        assertThat(read(new JsonObject())).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://host:1", "redis:host", "host:6379", "redis://user:hidden@host", "redis://:hidden@host",
                "redis://host?password=hidden", "redis://host#1", "redis://host/db", "redis://host:99999", "redis://"
            })
    void an_address_that_is_none_or_holds_a_secret_is_refused_without_being_shown(String url) {
        assertThatExceptionOfType(InvalidConfiguration.class)
                .isThrownBy(() -> read(new JsonObject().put("url", url)))
                .withMessageContaining("url")
                .withMessageNotContaining("hidden");
    }

    @Test
    void several_addresses_are_for_sentinels_and_clusters() {
        JsonArray two = new JsonArray(List.of("redis://a", "redis://b"));
        assertThatExceptionOfType(InvalidConfiguration.class)
                .isThrownBy(() -> read(new JsonObject().put("url", two)))
                .withMessageContaining("unless redis.type is sentinel or cluster");
    }

    @Test
    void what_goes_to_another_machine_without_tls_can_be_read_on_its_way() {
        assertThat(servers("redis://localhost:1", "redis://[::1]:1", "rediss://host")
                        .exposed())
                .isFalse();
        assertThat(servers("rediss://host", "redis://host").exposed()).isTrue();
    }

    private static RedisServers servers(String... urls) {
        return new RedisServers(RedisServers.Type.CLUSTER, List.of(urls), "", null);
    }
}

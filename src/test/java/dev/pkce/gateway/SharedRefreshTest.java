package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.IdTokenFault;
import dev.pkce.gateway.demo.RefreshTokens;
import dev.pkce.gateway.flow.S256;
import dev.pkce.gateway.redis.RedisServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How long a Redis knows whose refresh tokens are. */
@ExtendWith(GatewayExtension.class)
class SharedRefreshTest {
    private static RedisServer redis;
    private static TestGateway gateway;

    private final DevelopmentProvider provider;
    private final TestGateways gateways;

    SharedRefreshTest(DevelopmentProvider provider, TestGateways gateways) {
        this.provider = provider;
        this.gateways = gateways;
    }

    @BeforeAll
    static void start(TestGateways gateways) throws Exception {
        redis = RedisServer.start();
        gateway = gateways.start(shared(key(1)));
    }

    @AfterAll
    static void stop() {
        if (redis != null) {
            redis.close();
        }
    }

    @Test
    void a_token_that_was_rotated_away_is_known_for_an_hour_and_no_longer() throws Exception {
        String first = signIn();
        String second = refreshed(refresh(first));
        String third = refreshed(refresh(second));

        assertThat(left(third)).isGreaterThan(Duration.ofDays(29));
        assertThat(left(second)).isBetween(Duration.ofMinutes(50), Duration.ofHours(1));
        redis.command("PEXPIRE", name(first), "60000");
        JsonObject elsewhere = call(first).put("audience", "https://api.example.com");
        gateway.postJson("/pkce/token", elsewhere).expectProblem(400, "invalid_grant");
        assertThat(left(first)).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1));
    }

    @Test
    void a_token_in_use_outlives_the_key_of_its_sign_in() throws Exception {
        provider.refreshTokens(RefreshTokens.OMIT);
        String token = signIn();
        redis.command("PEXPIRE", name(token), "60000");

        reload(key(2) + "\n" + key(1));
        assertThat(refreshed(refresh(token))).isEqualTo(token);
        reload(key(2));

        provider.idTokens(IdTokenFault.OTHER_SUBJECT);
        refresh(token).expectProblem(502, "invalid_id_token");
        assertThat(left(token)).isGreaterThan(Duration.ofDays(29));
    }

    private String signIn() {
        Login login = gateway.login();
        JsonObject seed =
                login.seed().put("scope", new JsonArray().add("openid").add("offline_access"));
        return refreshed(login.token(login.approved(seed)));
    }

    private static Reply refresh(String token) {
        return gateway.postJson("/pkce/token", call(token));
    }

    private static JsonObject call(String token) {
        return new JsonObject()
                .put("grant_type", "refresh_token")
                .put("client_id", Login.CLIENT)
                .put("refresh_token", token);
    }

    private static String refreshed(Reply reply) {
        return reply.expect(200).json("auth0", "oAuth", "token").getString("refresh_token");
    }

    private static String name(String token) {
        return "pkce:o:" + S256.of(token);
    }

    private static Duration left(String token) throws Exception {
        return Duration.ofMillis(
                Long.parseLong(redis.command("PTTL", name(token)).substring(1)));
    }

    private void reload(String keys) throws Exception {
        gateway.gateway().reload(gateways.config(shared(keys))).await(20, TimeUnit.SECONDS);
    }

    private static Consumer<JsonObject> shared(String keys) {
        return config -> {
            config.getJsonObject("http").put("public-url", "http://localhost:9");
            config.getJsonObject("flows").put("store", "redis").put("keys", keys);
            config.put("redis", new JsonObject().put("url", redis.url()).put("timeout", "10s"));
        };
    }

    private static String key(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return Base64.getEncoder().encodeToString(key);
    }
}

package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.redis.RedisServer;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The keys of a shared store change while two nodes run, and one of them is ahead. */
@ExtendWith(GatewayExtension.class)
class KeyRotationTest {
    private final TestGateways gateways;
    private RedisServer redis;

    KeyRotationTest(TestGateways gateways) {
        this.gateways = gateways;
    }

    @BeforeEach
    void start() throws Exception {
        redis = RedisServer.start();
    }

    @AfterEach
    void stop() {
        if (redis != null) {
            redis.close();
        }
    }

    @Test
    void logins_go_on_while_a_new_key_comes_and_the_old_one_goes() throws Exception {
        TestGateway one = gateways.start(shared(key(1)));
        TestGateway two = gateways.start(shared(key(1)));
        Login before = one.login();

        // The new key is known everywhere before it seals.
        reload(one, key(1) + "\n" + key(2));
        reload(two, key(1) + "\n" + key(2));
        reload(one, key(2) + "\n" + key(1));
        Login between = one.login();
        finish(before, two);
        finish(between, two);

        reload(two, key(2));
        reload(one, key(2));
        finish(two.login(), one);
    }

    @Test
    void a_browser_may_come_back_to_another_node_that_has_a_newer_key() throws Exception {
        TestGateway one = gateways.start(cookies(key(1)));
        TestGateway two = gateways.start(cookies(key(1)));
        Reply challenge = one.get("/pkce/challenge").expect(200);
        String cookie = challenge.header("Set-Cookie").replaceFirst(";.*", "");
        Login login = Login.of(two, challenge.json("challenge")).seeded();
        String link = "/pkce/authorize?state=" + login.state();

        two.get(link).expectProblem(403, "access_denied");
        two.get(link, "Cookie", cookie).expect(302);
        two.gateway().reload(gateways.config(cookies(key(2) + "\n" + key(1)))).await(20, TimeUnit.SECONDS);
        login.respond("code-of-the-browser", "Cookie", cookie).expect(200);
    }

    private Consumer<JsonObject> cookies(String keys) {
        return shared(keys).andThen(config -> config.getJsonObject("flows").put("binding", "cookie"));
    }

    @Test
    void a_node_without_the_key_of_a_login_does_not_know_it() {
        TestGateway one = gateways.start(shared(key(1)));
        TestGateway other = gateways.start(shared(key(2)));
        Login login = one.login();

        Reply refused = other.postJson("/pkce/code", login.seed());

        assertThat(refused.status()).as(refused.body()).isGreaterThanOrEqualTo(400);
        finish(login, one);
    }

    private Consumer<JsonObject> shared(String keys) {
        return config -> {
            config.getJsonObject("http").put("public-url", "http://localhost:9");
            config.getJsonObject("flows").put("store", "redis").put("keys", keys);
            config.put("redis", new JsonObject().put("url", redis.url()));
        };
    }

    private void reload(TestGateway gateway, String keys) throws Exception {
        gateway.gateway().reload(gateways.config(shared(keys))).await(20, TimeUnit.SECONDS);
    }

    private static void finish(Login begun, TestGateway elsewhere) {
        Login login = Login.of(elsewhere, begun.challenge());
        login.token(login.approved()).expect(200);
    }

    private static String key(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return Base64.getEncoder().encodeToString(key);
    }
}

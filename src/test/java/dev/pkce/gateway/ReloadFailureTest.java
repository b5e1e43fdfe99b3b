package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.provider.Connection;
import dev.pkce.gateway.provider.Provider;
import dev.pkce.gateway.provider.Server;
import dev.pkce.gateway.redis.RedisServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Another configuration that cannot come into force, or not at once: the answer says which one is. */
@ExtendWith(GatewayExtension.class)
class ReloadFailureTest {
    private static final String OTHER = "other";

    private final TestGateways gateways;
    private final TestGateway gateway;
    private DevelopmentProvider second;

    ReloadFailureTest(TestGateways gateways, TestGateway gateway) {
        this.gateways = gateways;
        this.gateway = gateway;
    }

    @BeforeEach
    void startSecond() throws Exception {
        second = DevelopmentProvider.start(gateway.vertx(), 0)
                .await(20, TimeUnit.SECONDS)
                .autoApprove(true);
    }

    @AfterEach
    void stopSecond() throws Exception {
        second.stop().await(20, TimeUnit.SECONDS);
    }

    @Test
    void a_provider_that_cannot_be_built_changes_nothing() throws Exception {
        GatewayConfig before = gateway.gateway().inForce();
        GatewayConfig next = gateways.config(config -> {
            config.getJsonObject("flows").put("ttl", "3m");
            addSecond(config);
        });
        GatewayConfig unfit = with(
                next,
                List.of(next.providers().get(0), unreachable(next.providers().get(1))));

        assertThatThrownBy(() -> reload(gateway, unfit)).isInstanceOf(IllegalArgumentException.class);

        assertThat(gateway.gateway().inForce()).isEqualTo(before);
        gateway.login().whole();
        assertThat(reload(gateway, next).flows().ttl()).isEqualTo(Duration.ofMinutes(3));
        signIn(gateway);
        reload(gateway, before);
    }

    private static GatewayConfig with(GatewayConfig config, List<Provider> providers) {
        return new GatewayConfig(
                config.http(),
                config.management(),
                config.flows(),
                providers,
                config.stop(),
                config.logging(),
                config.tracing(),
                config.redis());
    }

    /** A pool without connections is what reading a file never gives. */
    private static Provider unreachable(Provider provider) {
        Server server = provider.server();
        Connection none = new Connection(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1), 0, null);
        return new Provider(
                provider.name(),
                new Server(server.issuer(), server.endpoints(), server.discovery(), server.hosts(), none),
                provider.client(),
                provider.routing(),
                provider.dialect());
    }

    @Test
    void flows_of_a_provider_that_is_gone_end_even_if_the_store_was_out_of_reach() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            Consumer<JsonObject> shared = config -> {
                SharedNodes.share(config, redis, "http://localhost:9");
                config.getJsonObject("redis").put("timeout", "2s");
            };
            TestGateway node = gateways.start(shared.andThen(this::addSecond));
            Login spending = node.login();
            String code = node.postJson("/pkce/code", seed(spending))
                    .expect(200)
                    .json("result")
                    .getString("code");
            second.autoApprove(false);
            CompletableFuture<Reply> parked = node.postJsonAsync("/pkce/code", seed(node.login()));
            await().until(() -> second.recorder().count("/authorize") == 2);

            redis.pause();
            GatewayConfig now = reload(node, gateways.config(shared));
            redis.resume();

            assertThat(now.providers()).hasSize(1);
            assertThat(node.gateway().inForce()).isEqualTo(now);
            assertThat(parked.join().expectProblem(410, "flow_cleared").body()).contains("no longer configured");
            node.postJson("/pkce/token", spending.tokenCall(code).put("client_id", OTHER))
                    .expectProblem(400, "invalid_grant");
            assertThat(second.recorder().count("/oauth/token")).isZero();
        }
    }

    @Test
    void a_provider_that_comes_back_is_signed_in_at_again() throws Exception {
        GatewayConfig both = gateways.config(this::addSecond);
        GatewayConfig one = gateways.config(config -> {});

        for (int i = 0; i < 3; i++) {
            reload(gateway, both);
            signIn(gateway);
            reload(gateway, one);
        }

        gateway.login().whole();
    }

    private static GatewayConfig reload(TestGateway gateway, GatewayConfig next) throws Exception {
        return gateway.gateway().reload(next).await(20, TimeUnit.SECONDS);
    }

    private static JsonObject seed(Login login) {
        return login.seed().put("client_id", OTHER);
    }

    private static void signIn(TestGateway gateway) {
        Login login = gateway.login();
        String code = gateway.postJson("/pkce/code", seed(login))
                .expect(200)
                .json("result")
                .getString("code");
        gateway.postJson("/pkce/token", login.tokenCall(code).put("client_id", OTHER))
                .expect(200);
    }

    private void addSecond(JsonObject config) {
        JsonArray providers = config.getJsonArray("providers");
        providers.getJsonObject(0).put("default", true);
        providers.add(new JsonObject()
                .put("name", OTHER + second.port())
                .put("issuer", second.issuer())
                .put("client-id", OTHER));
    }
}

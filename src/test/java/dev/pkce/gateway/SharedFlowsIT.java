package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.redis.RedisServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Nodes in processes of their own, one of which is killed while callers wait at it. */
@ExtendWith(GatewayExtension.class)
class SharedFlowsIT {
    private static final int PARKED = 300;
    private static final String PUBLIC = "http://localhost:9";

    private final DevelopmentProvider provider;

    @TempDir
    private Path directory;

    SharedFlowsIT(DevelopmentProvider provider) {
        this.provider = provider;
    }

    /** A node, and how it is reached without a balancer. */
    private record Served(GatewayProcess process, TestGateway gateway) implements AutoCloseable {
        @Override
        public void close() {
            process.close();
        }
    }

    private record Flow(Login login, CompletableFuture<Reply> caller) {
        static Flow parked(TestGateway gateway) {
            return parked(gateway, gateway.login());
        }

        static Flow parked(TestGateway gateway, Login login) {
            return new Flow(login, gateway.postJsonAsync("/pkce/code", seed(login)));
        }

        static JsonObject seed(Login login) {
            return login.seed().put("redirect_uri", PUBLIC + "/pkce/response/code");
        }

        void seeded(TestGateway gateway) {
            gateway.postJson("/pkce/code", seed(login), "Prefer", "respond-async")
                    .expect(202);
        }

        /** Answered at {@code gateway}, the caller gets its own code. */
        void finish(TestGateway gateway) throws Exception {
            String code = "code-of-" + login.state();
            gateway.postForm("/pkce/response/code", Map.of("code", code, "state", login.state()))
                    .expect(200);
            assertThat(caller.get(30, TimeUnit.SECONDS).expect(200).json("result"))
                    .isEqualTo(new JsonObject().put("code", code).put("state", login.state()));
        }
    }

    private Served serve(RedisServer redis) throws IOException {
        int port = FreePort.next();
        String yaml = """
                http: {port: %d, public-url: "%s"}
                flows: {store: redis, keys: "%s"}
                redis: {url: "%s", timeout: 5s}
                providers: [{issuer: "%s", preflight: false}]
                """.formatted(
                        port, PUBLIC, Base64.getEncoder().encodeToString(new byte[32]), redis.url(), provider.issuer());
        Path file = Files.writeString(Files.createTempFile(directory, "gateway", ".yaml"), yaml);
        GatewayProcess process = GatewayProcess.run(GatewayProcess.ownJdk(), file, Map.of());
        // One after the other, as two that start at once take each other's time.
        process.url();
        return new Served(process, new TestGateway("http://localhost:" + port, provider));
    }

    @Test
    @DisplayName(
            "R5: a node is killed with 300 parked flows: the others' finish, its callers reconnect elsewhere and finish")
    void a_node_is_killed() throws Exception {
        try (RedisServer redis = RedisServer.start();
                Served dying = serve(redis);
                Served living = serve(redis)) {
            List<Flow> lost = parked(dying.gateway());
            List<Flow> kept = parked(living.gateway());

            dying.process().close();

            assertThat(lost).allSatisfy(flow -> assertThat(flow.caller()).failsWithin(10, TimeUnit.SECONDS));
            for (Flow flow : kept) {
                flow.finish(living.gateway());
            }
            for (Flow flow : lost) {
                Flow again = Flow.parked(living.gateway(), flow.login());
                again.finish(living.gateway());
            }
        }
    }

    private static List<Flow> parked(TestGateway gateway) {
        List<Flow> flows = new ArrayList<>();
        for (int i = 0; i < PARKED; i++) {
            flows.add(Flow.parked(gateway));
        }
        flows.forEach(flow -> flow.seeded(gateway));
        return flows;
    }
}

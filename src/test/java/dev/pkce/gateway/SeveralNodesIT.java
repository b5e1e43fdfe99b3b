package dev.pkce.gateway;

import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.demo.Browser;
import dev.pkce.gateway.load.Balancer;
import dev.pkce.gateway.redis.RedisServer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Programs that use the published SDK at a balancer that knows nothing of HTTP, with three gateways behind it. */
@ExtendWith(GatewayExtension.class)
class SeveralNodesIT {
    @Test
    void a_person_signs_in_on_whatever_node_the_balancer_chooses(TestGateways gateways) throws Exception {
        List<Balancer.Target> targets = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            targets.add(new Balancer.Target(FreePort.next(), FreePort.next()));
        }
        int front = FreePort.next();
        try (RedisServer redis = RedisServer.start();
                Balancer balancer = Balancer.start(front, targets)) {
            targets.forEach(target -> gateways.start(config -> share(config, target, balancer.url(), redis)));
            await().ignoreExceptions().until(() -> answers(balancer.url()));

            Node.run("sdk.mjs", balancer.url());
        }
    }

    private static boolean answers(String url) {
        return new Browser().get(url + "/openapi.yaml").statusCode() == 200;
    }

    private static void share(JsonObject config, Balancer.Target target, String url, RedisServer redis) {
        SharedNodes.share(config, redis, url);
        config.getJsonObject("http").put("port", target.port());
        config.getJsonObject("management").put("port", target.managementPort());
        // A call without a seed takes the client of the configuration.
        config.getJsonArray("providers").getJsonObject(0).put("client-id", Login.CLIENT);
    }
}

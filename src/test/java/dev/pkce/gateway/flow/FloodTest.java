package dev.pkce.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GatewayExtension.class)
class FloodTest {
    private static final int MAX = 20;

    @Test
    @DisplayName("S1, S2: a flood of challenges is refused, those that lie idle make room, and parked callers stay")
    void challenges(TestGateways gateways) {
        TestGateway gateway =
                gateways.start(config -> config.getJsonObject("flows").put("max", MAX));
        Login login = gateway.login();
        CompletableFuture<Reply> parked = login.seeded().park();
        Login oldest = gateway.login();
        for (int i = 2; i < MAX; i++) {
            gateway.get("/pkce/challenge").expect(200);
        }

        Reply refusal = gateway.get("/pkce/challenge").expectProblem(503, "temporarily_unavailable");

        assertThat(refusal.header("Retry-After")).isEqualTo("5");
        await().atMost(Duration.ofSeconds(15))
                .until(() -> gateway.get("/pkce/challenge").status() == 200);
        gateway.postJson("/pkce/code", oldest.seed(), "Prefer", "respond-async").expectProblem(400, "invalid_request");
        assertThat(parked).isNotDone();
        login.token(login.signIn()).expect(200);
        assertThat(parked.join().status()).isEqualTo(200);
    }
}

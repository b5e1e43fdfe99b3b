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

/** How long a flow lives: its time, and no longer than its gateway. */
@ExtendWith(GatewayExtension.class)
class TimeToLiveTest {
    @Test
    @DisplayName("R11: when a flow's five seconds are over its waiter gets 504, its callback 400, and nothing is kept")
    void five_seconds(TestGateways gateways) {
        TestGateway gateway =
                gateways.start(config -> config.getJsonObject("flows").put("ttl", "5s"));
        long began = System.nanoTime();
        Login login = gateway.login();
        CompletableFuture<Reply> parked = login.seeded().park();
        Login answered = gateway.login().seeded();
        answered.respond("code-" + answered.state()).expect(200);

        parked.join().expectProblem(504, "flow_expired");

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(9));
        login.respond("late").expectProblem(400, "invalid_request");
        await().until(() -> rows(gateway) == 0);
        answered.respond("code-" + answered.state()).expectProblem(400, "invalid_request");
    }

    @Test
    @DisplayName("R3: a gateway knows nothing of a flow of the one before it, and says so")
    void restart(TestGateways gateways) {
        TestGateway before = gateways.start();
        Login issued = before.login();
        Login seeded = before.login().seeded();

        TestGateway after = gateways.start();

        for (Login old : new Login[] {issued, seeded}) {
            after.postJson("/pkce/code", old.seed()).expectProblem(400, "invalid_request");
            after.get("/pkce/code?state=" + old.state()).expectProblem(400, "invalid_request");
            after.get("/pkce/authorize?state=" + old.state()).expectProblem(400, "invalid_request");
            after.get("/pkce/response/code?code=a&state=" + old.state()).expectProblem(400, "invalid_request");
        }
        after.login().whole();
    }

    private static int rows(TestGateway gateway) {
        return Kept.flows(gateway.vertx()).size()
                + gateway.vertx().sharedData().getLocalMap("pkce.codes").size();
    }
}

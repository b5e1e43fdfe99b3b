package dev.pkce.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.ops.Scrape;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whose flow is whose. */
@ExtendWith(GatewayExtension.class)
class OwnersTest {
    private static final String ID = "X-Application-ID";

    private final TestGateway gateway;

    OwnersTest(TestGateways gateways) {
        gateway = gateways.start();
    }

    @Test
    @DisplayName("P9: an application clears its own flows, and a call that names none those that name none")
    void clear() {
        Map<String, CompletableFuture<Reply>> waiting = new HashMap<>();
        for (String owner : new String[] {"A", "B", ""}) {
            waiting.put(owner, parked(owner));
        }
        await().until(() -> Scrape.waiting(gateway) == waiting.size());

        clear("A");
        assertCleared(waiting, "A");
        assertThat(waiting.values()).noneMatch(CompletableFuture::isDone);

        clear("C");
        assertThat(waiting.values()).noneMatch(CompletableFuture::isDone);

        clear("");
        assertCleared(waiting, "");
        assertThat(waiting.values()).noneMatch(CompletableFuture::isDone);

        clear("B");
        assertCleared(waiting, "B");
    }

    private static void assertCleared(Map<String, CompletableFuture<Reply>> waiting, String owner) {
        CompletableFuture<Reply> waiter = Objects.requireNonNull(waiting.remove(owner));
        waiter.join().expectProblem(410, "flow_cleared");
    }

    private CompletableFuture<Reply> parked(String owner) {
        JsonObject challenge = gateway.get("/pkce/challenge", header(owner)).json("challenge");
        JsonObject seed = Login.foreign(
                        gateway,
                        challenge.getString("state"),
                        challenge.getString("verifier"),
                        challenge.getString("challenge"))
                .seed();
        gateway.postJson("/pkce/code", seed, with(header(owner), "Prefer", "respond-async"))
                .expect(202);
        return gateway.postJsonAsync("/pkce/code", seed, header(owner));
    }

    private void clear(String owner) {
        gateway.post("/pkce/clear", header(owner)).expect(204);
    }

    private static String[] header(String owner) {
        return owner.isEmpty() ? new String[0] : new String[] {ID, owner};
    }

    private static String[] with(String[] header, String name, String value) {
        return header.length == 0 ? new String[] {name, value} : new String[] {header[0], header[1], name, value};
    }
}

package dev.pkce.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.api.AuthorizeRequest;
import dev.pkce.gateway.api.Pkce;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.api.SeededPkce;
import io.vertx.core.Future;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GatewayExtension.class)
class FootprintTest {
    private static final int WARM_UP = 1_000;
    private static final int MANY = 10_000;

    @Test
    @DisplayName("S7: each of 10,000 parked callers takes 4 KiB of heap at most, besides its connection")
    void parked(TestGateways gateways) {
        TestGateway gateway = gateways.start(
                config -> config.getJsonArray("providers").getJsonObject(0).put("preflight", false));
        // Over the bus there is no connection.
        PkceGateway bus = PkceGateway.on(gateway.vertx());
        List<Future<Pkce>> callers = new ArrayList<>();
        park(gateway, bus, callers, WARM_UP);
        long before = used();

        park(gateway, bus, callers, WARM_UP + MANY);

        long each = (used() - before) / MANY;
        assertThat(each).isBetween(1L, 4096L);
        assertThat(callers).noneMatch(Future::isComplete);
        gateway.post("/pkce/clear").expect(204);
        await().until(() -> callers.stream().allMatch(Future::failed));
        assertThat(callers).allMatch(caller -> ((PkceException) caller.cause()).failureCode() == 410);
    }

    private static void park(TestGateway gateway, PkceGateway bus, List<Future<Pkce>> callers, int until) {
        for (int i = callers.size(); i < until; i++) {
            String state = "state-of-a-parked-caller-" + i;
            Login login = Login.foreign(gateway, state, "", S256.of("verifier of " + i));
            callers.add(bus.authorize(new AuthorizeRequest(SeededPkce.fromJson(login.seed()), null, null)));
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Kept.flows(gateway.vertx()).size() == until);
    }

    /** The heap that is in use; the least of some looks, for what is garbage goes bit by bit. */
    private static long used() {
        return LongStream.range(0, 5)
                .map(look -> {
                    System.gc();
                    return ManagementFactory.getMemoryMXBean()
                            .getHeapMemoryUsage()
                            .getUsed();
                })
                .min()
                .orElseThrow();
    }
}

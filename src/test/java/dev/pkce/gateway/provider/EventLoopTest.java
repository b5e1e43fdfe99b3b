package dev.pkce.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.Crowd;
import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.LogCapture;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GatewayExtension.class)
class EventLoopTest {
    private static final int CALLS = 1_000;
    private static final int CHALLENGES = 500;
    // Fifty milliseconds are what a machine with nothing else to do needs at most.
    private static final long LONGEST_MILLIS = 1_000;

    @Test
    @DisplayName("P15: while a thousand calls hang at the provider challenges are made as fast as ever")
    void nothing_blocks(TestGateways gateways, DevelopmentProvider provider) throws Exception {
        TestGateway gateway = gateways.start(config -> config.getJsonArray("providers")
                .getJsonObject(0)
                .put("connections", CALLS)
                .put("timeout", "20s")
                .put("answer-timeout", "20s"));
        provider.faults().on(Leg.AUTHORIZE, Fault.hang());

        try (LogCapture logs = new LogCapture()) {
            List<Crowd.Member> crowd = Crowd.park(gateway, CALLS);
            await().until(() -> provider.recorder().count("/authorize") == CALLS);
            long[] nanos = new long[CHALLENGES];
            for (int i = 0; i < CHALLENGES; i++) {
                long began = System.nanoTime();
                gateway.get("/pkce/challenge").expect(200);
                nanos[i] = System.nanoTime() - began;
            }

            assertThat(crowd).noneMatch(member -> member.caller().isDone());
            Arrays.sort(nanos);
            assertThat(TimeUnit.NANOSECONDS.toMillis(nanos[CHALLENGES * 99 / 100]))
                    .isLessThan(LONGEST_MILLIS);
            gateway.post("/pkce/clear").expect(204);
            crowd.forEach(member -> member.caller().join().expectProblem(410, "flow_cleared"));
            assertThat(logs.text()).doesNotContain("has been blocked");
        }
    }
}

package dev.pkce.gateway.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.demo.DevelopmentProvider;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What load-tests/soak.sh does for a quarter of an hour, for some seconds; it looks for what is lost, not for speed. */
class SoakIT {
    private static final Duration LIFE = Duration.ofSeconds(15);
    private static final int RATE = 25;
    private static final long SECONDS = 10;
    private static final long MEBIBYTE = 1 << 20;

    private final Vertx vertx = Vertx.vertx();
    private final Verdicts verdicts = new Verdicts(LIFE);

    @AfterEach
    void end() {
        vertx.close().await();
    }

    @Test
    @DisplayName(
            "S4, S5, S6: of logins of which a tenth meets errors, a tenth hangs up and some expire nothing is kept")
    void nothing_is_kept() throws Exception {
        DevelopmentProvider quick = DevelopmentProvider.start(vertx, 0).await().autoApprove(true);
        DevelopmentProvider patient = DevelopmentProvider.start(vertx, 0).await();
        Map<String, String> environment = new HashMap<>(Traffic.environment(quick, patient, LIFE));
        // A busy machine is no outage.
        environment.put("PKCE_PROVIDERS_0_TIMEOUT", "20s");
        environment.put("PKCE_PROVIDERS_1_TIMEOUT", "20s");
        try (ServingGateway gateway = ServingGateway.start(environment, Soak.JVM)) {
            Traffic traffic = new Traffic(vertx, gateway.url(), quick, patient);
            for (int i = 0; i < 20; i++) {
                traffic.signIn().await();
            }
            Footprint before = Footprint.of(gateway.pid());
            assertThat(before.timers()).isPositive();

            load(traffic, gateway.pid());

            await().atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(Footprint.of(gateway.pid()))
                            .returns(0, Footprint::flows)
                            .returns(before.timers(), Footprint::timers));
            // Netty tells of what the collection found when it hands out the next buffers.
            traffic.signIn().await();
            traffic.end().await();
            check(before, Footprint.of(gateway.pid()));
            assertThat(gateway.leaks()).isZero();
        }
    }

    private void load(Traffic traffic, long pid) throws Exception {
        OpenLoop logins = traffic.begin(RATE, verdicts);
        TimeUnit.SECONDS.sleep(SECONDS);
        // What is to be gone in the end must be seen while it is there.
        assertThat(Footprint.of(pid).flows()).isPositive();
        logins.stop().await();
        int started = logins.started();
        assertThat(verdicts.errors()).isEmpty();
        assertThat(verdicts.ended()).isEqualTo(started);
        // A machine that cannot keep up makes some too slow, which is none of the gateway's faults.
        assertThat(count("signed in, as it should")).isGreaterThan(started / 3);
        assertThat(count("hung up, as it should")).isGreaterThan(started / 20);
        assertThat(count("expired, told code: 504")).isGreaterThan(started / 50);
        assertThat(count("told token: 502")).isGreaterThan(started / 20);
    }

    private int count(String outcome) {
        return verdicts.outcomes().entrySet().stream()
                .filter(told -> told.getKey().contains(outcome))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    private static void check(Footprint before, Footprint after) {
        assertThat(after.heap()).isLessThan(before.heap() + 8 * MEBIBYTE);
        assertThat(after.threads()).isLessThan(before.threads() + 24);
        assertThat(after.descriptors()).isLessThan(before.descriptors() + 40);
    }
}

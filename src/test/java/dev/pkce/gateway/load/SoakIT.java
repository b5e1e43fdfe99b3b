package dev.pkce.gateway.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.demo.DevelopmentProvider;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What load-tests/soak.sh does for a quarter of an hour, for some seconds. So many logins at once, not a second: a slow
 * machine takes longer, and nothing else.
 */
class SoakIT {
    private static final Duration LIFE = Duration.ofSeconds(10);
    private static final int AT_ONCE = 20;
    private static final int LOGINS = 400;
    private static final int SOME = 60;
    private static final long MEBIBYTE = 1 << 20;
    // Vert.x's worker pool grows to its fixed size, whatever it is used for.
    private static final int WORKERS = 20;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger begun = new AtomicInteger();
    private final Verdicts verdicts = new Verdicts(LIFE);

    @AfterEach
    void end() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName(
            "S4, S5, S6: of logins of which a tenth meets errors, a tenth hangs up and some expire nothing is kept")
    void nothing_is_kept() throws Exception {
        DevelopmentProvider quick =
                DevelopmentProvider.start(vertx, 0).await(20, TimeUnit.SECONDS).autoApprove(true);
        DevelopmentProvider patient = DevelopmentProvider.start(vertx, 0).await(20, TimeUnit.SECONDS);
        try (ServingGateway gateway = ServingGateway.start(environment(quick, patient), Soak.JVM)) {
            Footprint before = used(gateway, quick, patient);

            Traffic traffic = new Traffic(vertx, gateway.url(), quick, patient);
            Future<Void> logins = logins(traffic);
            // What is to be gone in the end must be seen while it is there.
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> Footprint.of(gateway.pid()).flows() > 0);
            logins.await(3, TimeUnit.MINUTES);
            requireFates();
            traffic.end().await(20, TimeUnit.SECONDS);

            await().atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> requireLevel(before, Footprint.of(gateway.pid())));
            // Netty tells of what the collection found when it hands out the next buffers.
            used(gateway, quick, patient);
            assertThat(gateway.leaks()).isZero();
        }
    }

    private static Map<String, String> environment(DevelopmentProvider quick, DevelopmentProvider patient) {
        Map<String, String> environment = new HashMap<>(Traffic.environment(quick, patient, LIFE));
        // A busy machine is no outage.
        environment.put("PKCE_PROVIDERS_0_TIMEOUT", "20s");
        environment.put("PKCE_PROVIDERS_0_ANSWER_TIMEOUT", "20s");
        return environment;
    }

    /** What it takes once it has been used, and nobody is connected any more. */
    private Footprint used(ServingGateway gateway, DevelopmentProvider quick, DevelopmentProvider patient)
            throws Exception {
        Traffic few = new Traffic(vertx, gateway.url(), quick, patient).behave();
        for (int i = 0; i < SOME; i++) {
            few.signIn().await(30, TimeUnit.SECONDS);
        }
        few.end().await(20, TimeUnit.SECONDS);
        return Footprint.of(gateway.pid());
    }

    private Future<Void> logins(Traffic traffic) {
        Promise<Void> all = Promise.promise();
        vertx.getOrCreateContext()
                .runOnContext(begin -> Future.all(Collections.nCopies(AT_ONCE, 0).stream()
                                .map(one -> oneByOne(traffic))
                                .toList())
                        .<Void>mapEmpty()
                        .onComplete(all));
        return all.future();
    }

    /** Takes the next one as long as there is one, so that those that wait in vain wait side by side. */
    private Future<?> oneByOne(Traffic traffic) {
        return begun.getAndIncrement() < LOGINS
                ? traffic.one(verdicts).transform(told -> oneByOne(traffic))
                : Future.succeededFuture();
    }

    private void requireFates() {
        assertThat(verdicts.errors()).isEmpty();
        assertThat(verdicts.ended()).isEqualTo(LOGINS);
        assertThat(verdicts.faultsPlanted()).isEqualTo(LOGINS / 10);
        assertThat(verdicts.faultsMet()).isGreaterThan(LOGINS / 20);
        assertThat(count("hung up, as it should")).isEqualTo(LOGINS / 10);
        assertThat(count("expired, told code: 504")).isEqualTo(LOGINS / 20);
        // A machine that cannot keep up makes some too slow, which is none of the gateway's faults.
        assertThat(count("signed in, as it should")).isGreaterThan(LOGINS / 3);
    }

    private int count(String outcome) {
        return verdicts.outcomes().entrySet().stream()
                .filter(told -> told.getKey().startsWith(outcome))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    private static void requireLevel(Footprint before, Footprint after) {
        assertThat(after.flows()).as("flows").isZero();
        assertThat(after.timers()).as("timers").isBetween(1, before.timers());
        assertThat(after.heap()).as("heap").isLessThan(before.heap() + 8 * MEBIBYTE);
        assertThat(after.threads()).as("threads").isLessThanOrEqualTo(before.threads() + WORKERS);
        // The connections to a provider are kept for later.
        assertThat(after.descriptors()).as("descriptors").isLessThanOrEqualTo(before.descriptors() + AT_ONCE);
    }
}

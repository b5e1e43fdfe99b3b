package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.api.PkceGateway;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(GatewayExtension.class)
class EventsExampleTest {
    @Test
    void logins_are_counted_and_written_down_whatever_other_listeners_do(TestGateway gateway, @TempDir Path directory)
            throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        Path trail = directory.resolve("audit.jsonl");
        EventsExample example = new EventsExample(gateway.vertx());
        PkceGateway.on(gateway.vertx())
                .events(event -> {
                    throw new IllegalStateException("as a listener may");
                })
                .await(10, TimeUnit.SECONDS);
        example.countLogins(registry).await(10, TimeUnit.SECONDS);
        example.writeAuditTrail(trail).await(10, TimeUnit.SECONDS);

        Login login = gateway.login();
        String code = login.approved();
        login.token(code).expect(200);
        Login denied = gateway.login().seeded();
        new Person(gateway).act(denied.state(), "deny");

        // Neither the counters nor the file are there before the first event is.
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(count(registry, "redeemed")).isOne());
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(count(registry, "denied")).isOne());
        await().ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(types(trail)).containsExactly("seeded", "answered", "redeemed", "seeded", "denied"));
        assertThat(Files.readString(trail)).doesNotContain(code, login.state(), login.verifier());
    }

    private static double count(MeterRegistry registry, String outcome) {
        return registry.get("logins").tag("outcome", outcome).counter().count();
    }

    private static List<String> types(Path trail) throws Exception {
        return Files.readAllLines(trail).stream()
                .map(line -> new JsonObject(line).getString("type"))
                .toList();
    }
}

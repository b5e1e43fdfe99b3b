package dev.pkce.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.RawSocket;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import dev.pkce.gateway.ops.OpenMetrics.Sample;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is counted of callers, and of a provider, who put whatever they like into everything. */
@ExtendWith(GatewayExtension.class)
class HostileLoadTest {
    private static final int OF_EACH = 2_500;
    private static final int AT_ONCE = 100;
    private static final String CANARY = "canary";

    /** All that a label may say, but for those of the JVM itself. */
    private static final Map<String, Set<String>> VALUES = Map.of(
            "route",
                    Set.of(
                            "/pkce/challenge",
                            "/pkce/code",
                            "/pkce/response/code",
                            "/pkce/confirm",
                            "/pkce/token",
                            "/pkce/clear",
                            "/pkce/revoke",
                            "/pkce/authorize",
                            "/openapi.yaml",
                            "other"),
            "outcome", Set.of("success", "refused", "failed", "gone", "timeout", "throttled", "unasked"),
            "reason",
                    Stream.of(Problem.Kind.values())
                            .map(kind -> kind.name().toLowerCase(java.util.Locale.ROOT))
                            .collect(Collectors.toSet()),
            "group", Set.of("challenge", "code", "browser", "token"),
            "stage", Set.of("issued", "seeded", "held", "answered", "redeeming", "spent", "denied"),
            "provider", Set.of("development"),
            "leg", Set.of("discovery", "jwks", "authorize", "push", "token", "revoke"),
            "pool", Set.of("sign_in", "token"),
            "listener", Set.of("log", "journal"));

    @Test
    @DisplayName(
            "I4, I10: 10,000 paths, states, domains and client_ids, and all that a provider can say, become no label")
    void labels_come_from_closed_sets(TestGateways gateways, DevelopmentProvider provider) throws Exception {
        TestGateway gateway = gateways.start(config -> config.getJsonArray("providers")
                .getJsonObject(0)
                .put("name", "development")
                .put("answer-timeout", "2s"));
        Set<String> before = series(Scrape.of(gateway));

        CompletableFuture<Void> load = CompletableFuture.runAsync(() -> strangers(gateway));
        await().atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    Scrape.of(gateway);
                    return load.isDone();
                });
        load.join();
        oddRequests(gateway);
        oddProvider(gateway, provider);

        OpenMetrics metrics = Scrape.of(gateway);
        assertThat(series(metrics)).as("nothing was added").isEqualTo(before);
        assertThat(metrics.samples()).allSatisfy(HostileLoadTest::requireClosed);
        assertThat(Scrape.answer(gateway).body()).doesNotContainIgnoringCase(CANARY);
        requireCounted(metrics);
    }

    private static Set<String> series(OpenMetrics metrics) {
        return metrics.samples()
                .filter(sample -> sample.name().startsWith("pkce_"))
                .map(sample -> sample.name() + sample.labels())
                .collect(Collectors.toSet());
    }

    private static void requireClosed(Sample sample) {
        if (sample.name().startsWith("pkce_")) {
            sample.labels().forEach((label, value) -> {
                switch (label) {
                    case "le" -> assertThat(value).matches("[0-9.E-]+|\\+Inf");
                    case "loop" -> assertThat(value).matches("\\d{1,3}");
                    default ->
                        assertThat(VALUES.getOrDefault(label, Set.of()))
                                .as(label)
                                .contains(value);
                }
            });
        }
    }

    private static void requireCounted(OpenMetrics metrics) {
        String requests = "pkce_requests_seconds_count";
        assertThat(metrics.value(requests, "route", "other", "outcome", "refused"))
                .isGreaterThan(OF_EACH);
        assertThat(metrics.value(requests, "route", "/pkce/authorize", "outcome", "refused"))
                .isGreaterThanOrEqualTo(OF_EACH);
        assertThat(metrics.value(requests, "route", "/pkce/code", "outcome", "refused"))
                .isGreaterThanOrEqualTo(OF_EACH);
        assertThat(metrics.value("pkce_refusals_total", "reason", "unknown_flow"))
                .isGreaterThanOrEqualTo(OF_EACH);
        assertThat(Stream.of("success", "refused", "failed", "timeout", "throttled", "unasked"))
                .allSatisfy(outcome -> assertThat(Stream.of("authorize", "token")
                                .mapToDouble(leg -> metrics.value(
                                        "pkce_provider_calls_seconds_count",
                                        "provider",
                                        "development",
                                        "leg",
                                        leg,
                                        "outcome",
                                        outcome))
                                .sum())
                        .as(outcome)
                        .isPositive());
    }

    private static void strangers(TestGateway gateway) {
        for (int first = 0; first < OF_EACH; first += AT_ONCE) {
            IntStream.range(first, first + AT_ONCE)
                    .boxed()
                    .flatMap(i -> stranger(gateway, i))
                    .toList()
                    .forEach(CompletableFuture::join);
        }
    }

    private static Stream<CompletableFuture<Reply>> stranger(TestGateway gateway, int i) {
        String text = CANARY + "-" + "x".repeat(20) + i;
        return Stream.of(
                gateway.getAsync("/" + text, "X-" + text, text, "X-Application-ID", text),
                gateway.getAsync("/pkce/authorize?state=no-" + text),
                gateway.postJsonAsync("/pkce/code", seed(gateway, text).put("domain", text)),
                gateway.postJsonAsync(
                        "/pkce/code", seed(gateway, text).put("client_id", text), "Prefer", "respond-async"));
    }

    private static JsonObject seed(TestGateway gateway, String state) {
        return Login.foreign(gateway, state, "v".repeat(43), "c".repeat(43)).seed();
    }

    private static void oddRequests(TestGateway gateway) throws IOException {
        gateway.send("CANARY", "/pkce/challenge", "").join().expect(405);
        gateway.send("CANARY", "/canary", "").join().expect(404);
        for (String request : List.of(
                "CONNECT canary:443 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "canary\r\n\r\n",
                "GET /" + CANARY.repeat(4_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: canary.example\r\nConnection: close\r\n\r\n")) {
            try (RawSocket socket = RawSocket.open(gateway)) {
                assertThat(socket.send(request).readToEnd(Duration.ofSeconds(10)))
                        .contains(" 4");
            }
        }
    }

    /** Every outcome at both ends of a sign-in; the one that keeps calls away for a while comes last. */
    private static void oddProvider(TestGateway gateway, DevelopmentProvider provider) {
        List<Fault> faults = List.of(
                Fault.refuse("canary_error", "canary text"),
                Fault.html(503),
                Fault.status(500, "text/plain", CANARY),
                Fault.json(200, "{\"canary\": "),
                Fault.reset(),
                Fault.hang());
        for (Fault fault : faults) {
            String code = gateway.login().approved();
            provider.faults().on(Leg.TOKEN, fault).on(Leg.AUTHORIZE, fault);
            Login login = gateway.login();
            gateway.postJson("/pkce/code", login.seed(), "Prefer", "respond-async");
            gateway.postJson("/pkce/token", login.tokenCall(code).put("code", code + CANARY));
            provider.faults().clear();
        }
        provider.faults().on(Leg.TOKEN, Fault.reset());
        List<Reply> refreshes = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            refreshes.add(gateway.postJson("/pkce/token", refresh(i)));
        }
        assertThat(refreshes).extracting(Reply::status).contains(503);
        provider.faults().on(Leg.AUTHORIZE, Fault.tooManyRequests("1"));
        gateway.postJson("/pkce/code", gateway.login().seed()).expect(429);
    }

    private static JsonObject refresh(int i) {
        return new JsonObject()
                .put("grant_type", "refresh_token")
                .put("client_id", CANARY)
                .put("refresh_token", CANARY + i);
    }
}

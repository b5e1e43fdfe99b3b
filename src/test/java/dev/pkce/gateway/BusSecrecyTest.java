package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.Addresses;
import dev.pkce.gateway.api.JsonForm;
import dev.pkce.gateway.demo.Browser;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(GatewayExtension.class)
class BusSecrecyTest {
    private final TestGateway gateway;
    private final Map<String, String> askedAt = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> texts = new ConcurrentHashMap<>();

    BusSecrecyTest(TestGateway gateway) {
        this.gateway = gateway;
    }

    @Test
    @DisplayName("I6: the bus carries the verifier and the tokens at their own addresses and nowhere else")
    void secrets_keep_to_their_addresses() {
        Login login = gateway.login();
        login.seeded();
        EventBus bus = gateway.vertx().eventBus();
        Handler<DeliveryContext<Object>> listener = this::overhear;
        bus.addOutboundInterceptor(listener);
        Login whole = gateway.login();
        JsonObject token = whole.whole().json("auth0", "oAuth", "token");
        gateway.post("/pkce/clear").expect(204);
        bus.removeOutboundInterceptor(listener);

        assertThat(texts.keySet()).contains(Addresses.AUTHORIZE, Addresses.RESPOND, Addresses.EVENTS, Addresses.CLEAR);
        // The answer with the verifier is no message at all: it goes straight to the listener that asked.
        assertThat(addressesOf(whole.verifier())).containsExactly(Addresses.TOKEN);
        for (String name : new String[] {"access_token", "refresh_token", "id_token"}) {
            String secret = token.getString(name);
            if (secret != null) {
                assertThat(addressesOf(secret)).as(name).containsExactly("answer of pkce.token");
            }
        }
    }

    private void overhear(DeliveryContext<Object> delivery) {
        Message<Object> message = delivery.message();
        // What waits long is asked at the same address of one event loop, and its answer is no message either.
        String address =
                askedAt.getOrDefault(message.address(), message.address()).replaceFirst("@.*", "");
        if (message.replyAddress() != null) {
            askedAt.put(message.replyAddress(), "answer of " + address);
        }
        Object body = message.body();
        String text = body instanceof JsonForm form ? form.toJson().encode() : String.valueOf(body);
        texts.computeIfAbsent(address, none -> new ConcurrentSkipListSet<>()).add(text);
        delivery.next();
    }

    private Set<String> addressesOf(String secret) {
        Set<String> found = new ConcurrentSkipListSet<>();
        texts.forEach((address, bodies) -> {
            if (bodies.stream().anyMatch(body -> body.contains(secret))) {
                found.add(address);
            }
        });
        return found;
    }

    @ParameterizedTest(name = "I6: there is no bridge to the bus at {0}")
    @ValueSource(strings = {"/eventbus", "/eventbus/info", "/eventbus/websocket", "/sockjs/info", "/bridge"})
    void the_bus_has_no_bridge(String path) {
        gateway.get(path).expectProblem(404, "invalid_request");
    }

    @Test
    @DisplayName("I10: the management port tells nothing of flows, in whatever state they are")
    void health_is_all_that_operators_are_told() {
        Login login = gateway.login();
        String code = login.approved();
        login.token(code).expect(200);
        String provider = "provider " + URI.create(gateway.provider().issuer()).getHost();
        told("/health/live", 200, "up", "event-loops");
        told("/health/ready", 200, "up", "listener", "traffic", "event-loops", "flows", provider);
        told("/health/started", 200, "up", "listener");
        told("/health/" + login.state(), 404, "not found");
    }

    private void told(String path, int status, String text, String... checks) {
        String url = "http://127.0.0.1:" + gateway.gateway().managementPort() + path;
        HttpResponse<String> answer = new Browser().get(url);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(new JsonObject(answer.body())).isEqualTo(report(text, checks));
        assertThat(answer.headers().map()).doesNotContainKeys("server", "set-cookie");
    }

    private static JsonObject report(String status, String... checks) {
        JsonObject report = new JsonObject().put("status", status);
        for (String check : checks) {
            JsonObject up = new JsonObject().put("name", check).put("status", "up");
            report.put("checks", report.getJsonArray("checks", new JsonArray()).add(up));
        }
        return report;
    }

    @ParameterizedTest(name = "I11: a request id as of number {index} is not sent back")
    @ValueSource(strings = {"plain-canary", "<script>canary</script>", "canary%0d%0aSet-Cookie: x", "canary, canary"})
    void request_ids_are_not_sent_back(String id) {
        String[] headers = {
            "X-Request-Id", id, "X-Correlation-Id", id, "Traceparent", id, "X-Long", "canary".repeat(1_700)
        };
        try (LogCapture logs = new LogCapture()) {
            for (Reply reply : new Reply[] {
                gateway.get("/pkce/challenge", headers),
                gateway.get("/nothing", headers),
                gateway.post("/pkce/token", headers),
                gateway.get("/pkce/response/code?state=x", Forms.with(headers, "Accept", "text/html"))
            }) {
                assertThat(reply.toString()).doesNotContain("canary");
            }
            assertThat(logs.text()).doesNotContain("canary");
        }
    }
}

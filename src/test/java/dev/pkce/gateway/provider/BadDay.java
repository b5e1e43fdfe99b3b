package dev.pkce.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Par;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A provider with one thing wrong at a time, and the gateways that meet it. */
final class BadDay {
    /** What a provider says that nobody may hear. */
    static final String CANARY = "canary-7f3a9c";

    private final TestGateways gateways;
    private final DevelopmentProvider provider;
    private final Consumer<JsonObject> settings;
    private final Map<Boolean, TestGateway> started = new HashMap<>();

    /** @param settings changes the provider's element of the configuration */
    BadDay(TestGateways gateways, DevelopmentProvider provider, Consumer<JsonObject> settings) {
        this.gateways = gateways;
        this.provider = provider;
        this.settings = settings;
    }

    /**
     * Fails unless {@code fault} is answered with {@code status} in an answer that tells nothing of it, was met once, and
     * leaves no trace: a good login works right afterwards.
     */
    Reply fails(Exchange exchange, Fault fault, int status) {
        Reply refusal = meet(exchange, fault);
        told(refusal, status);
        // What is needed early is asked for when the gateway starts, and once more by the login.
        assertThat(exchange.hits(provider)).isBetween(1, exchange.early() ? 2 : 1);
        provider.faults().clear();
        works(exchange);
        return refusal;
    }

    /** What a caller is told while {@code exchange} meets {@code fault}. */
    Reply meet(Exchange exchange, Fault fault) {
        provider.par(exchange == Exchange.PUSH ? Par.OFFERED : Par.NONE);
        provider.recorder().clear();
        exchange.meets(provider, fault);
        if (exchange.early()) {
            started.remove(false);
        }
        return exchange.at(gateway(exchange));
    }

    /** The gateway that met, or is to meet, a fault of {@code exchange}. */
    TestGateway gateway(Exchange exchange) {
        return started.computeIfAbsent(
                exchange == Exchange.PUSH,
                push -> gateways.start(config ->
                        settings.accept(config.getJsonArray("providers").getJsonObject(0))));
    }

    static void told(Reply refusal, int status) {
        refusal.expectProblem(status, status == 502 ? "server_error" : "temporarily_unavailable");
        assertThat(refusal.body() + refusal.headers())
                .doesNotContain(CANARY, "Upstream", "localhost", "127.0.0.1", "Exception", "vertx", "netty");
    }

    /** Fails unless a login works, and at once. */
    void works(Exchange exchange) {
        Login login = gateway(exchange).login();
        if (exchange == Exchange.PUSH) {
            login.whole();
        } else {
            login.token(login.approved()).expect(200);
        }
    }
}

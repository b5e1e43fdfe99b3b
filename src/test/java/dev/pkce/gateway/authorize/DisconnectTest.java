package dev.pkce.gateway.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.LogCapture;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.RawSocket;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.api.AuthorizeRequest;
import dev.pkce.gateway.api.Pkce;
import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.api.SeededPkce;
import dev.pkce.gateway.ops.Scrape;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.shareddata.LocalMap;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GatewayExtension.class)
class DisconnectTest {
    private static final int MANY = 2_000;
    private static final Duration SOON = Duration.ofSeconds(5);

    @Test
    @DisplayName("P12: a caller who hangs up is noticed at once, and the callback is taken all the same")
    void hang_up(TestGateways gateways) throws Exception {
        TestGateway own = gateways.start(config -> {});
        Login login = own.login();
        String seed = login.seed().encode();
        try (RawSocket caller = RawSocket.open(own)) {
            caller.send(
                    "POST /pkce/code HTTP/1.1\r\nHost: localhost:%d\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                            .formatted(own.gateway().port(), seed.length(), seed));
            await().until(() -> Scrape.waiting(own) == 1);
        }

        await().atMost(SOON).until(() -> Scrape.waiting(own) == 0);

        login.token(login.signIn()).expect(200);
    }

    @Test
    @DisplayName("P12: a caller who has left waits no longer, and the flow goes on")
    void left(TestGateway gateway) throws Exception {
        Login login = gateway.login();
        Promise<Void> gone = Promise.promise();
        Future<Pkce> waiting = PkceGateway.on(gateway.vertx())
                .authorize(new AuthorizeRequest(SeededPkce.fromJson(login.seed()), null, null, null, gone.future()));
        Seeds.asked(gateway, login.state());
        assertThat(waiting.isComplete()).isFalse();

        gone.complete();

        Pkce pkce = waiting.await(5, TimeUnit.SECONDS);
        assertThat(pkce.result()).isNull();
        assertThat(Objects.requireNonNull(pkce.seed()).state()).isEqualTo(login.state());
        login.token(login.signIn()).expect(200);
    }

    @Test
    @DisplayName("P12: thousands who hang up leave nothing behind, and their callbacks are taken all the same")
    void many(TestGateways gateways) throws Exception {
        TestGateway own = gateways.start(
                config -> config.getJsonArray("providers").getJsonObject(0).put("preflight", false));
        LocalMap<String, Object> rows = own.vertx().sharedData().getLocalMap("pkce.flows");
        String request = "POST /pkce/code HTTP/1.1\r\nHost: localhost:%d\r\nContent-Type: application/json\r\n"
                + "Content-Length: %d\r\n\r\n%s";

        try (LogCapture logs = new LogCapture()) {
            for (int i = 0; i < MANY; i++) {
                int begun = i + 1;
                String seed = login(own, i).seed().encode();
                try (RawSocket caller = RawSocket.open(own)) {
                    caller.send(request.formatted(own.gateway().port(), seed.length(), seed));
                    await().pollInterval(Duration.ofMillis(1)).until(() -> rows.size() == begun);
                }
            }
            await().atMost(SOON).until(() -> Scrape.waiting(own) == 0);
            for (int i = 0; i < MANY; i++) {
                login(own, i).respond("code-" + i).expect(200);
            }
            assertThat(logs.text()).doesNotContain("Exception", "already");
        }
        own.post("/pkce/clear").expect(204);
    }

    private static Login login(TestGateway gateway, int i) {
        return Login.foreign(
                gateway, "state-of-one-who-leaves-" + i, "", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}

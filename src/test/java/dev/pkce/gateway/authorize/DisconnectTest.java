package dev.pkce.gateway.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.RawSocket;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.api.AuthorizeRequest;
import dev.pkce.gateway.api.Pkce;
import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.api.SeededPkce;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryContext;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GatewayExtension.class)
class DisconnectTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @Test
    @DisplayName("P12: a caller who hangs up is noticed at once, and the callback is taken all the same")
    void hang_up(TestGateway gateway) throws Exception {
        Login login = gateway.login();
        CompletableFuture<Future<?>> gone = new CompletableFuture<>();
        Handler<DeliveryContext<Object>> listener = delivery -> {
            if (delivery.message().body() instanceof AuthorizeRequest request) {
                gone.complete(request.gone());
            }
            delivery.next();
        };
        gateway.vertx().eventBus().addOutboundInterceptor(listener);
        String seed = login.seed().encode();
        try (RawSocket caller = RawSocket.open(gateway)) {
            caller.send(
                    "POST /pkce/code HTTP/1.1\r\nHost: localhost:%d\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                            .formatted(gateway.gateway().port(), seed.length(), seed));
            Seeds.asked(gateway, login.state());
            assertThat(gone.get(5, TimeUnit.SECONDS).isComplete()).isFalse();
        }

        await().atMost(SOON).until(() -> gone.join().isComplete());

        gateway.vertx().eventBus().removeOutboundInterceptor(listener);
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
}

package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.LogCapture;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.RawSocket;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.api.FlowEvent;
import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GatewayExtension.class)
class DisconnectTest {
    @Test
    @DisplayName(
            "P14: a caller who leaves during an exchange ends nothing: it is finished, once, and the code is spent")
    void hang_up(TestGateway gateway, DevelopmentProvider provider) throws Exception {
        List<FlowEvent.Type> events = new CopyOnWriteArrayList<>();
        Login login = gateway.login();
        String code = login.approved();
        PkceGateway.on(gateway.vertx())
                .events(event -> events.add(event.type()))
                .await(5, TimeUnit.SECONDS);
        provider.faults().once(Leg.TOKEN, Fault.slow(Duration.ofSeconds(1)));
        String call = login.tokenCall(code).encode();
        String request = "POST /pkce/token HTTP/1.1\r\nHost: localhost:%d\r\nContent-Type: application/json\r\n"
                + "Content-Length: %d\r\n\r\n%s";

        try (LogCapture logs = new LogCapture()) {
            try (RawSocket caller = RawSocket.open(gateway)) {
                caller.send(request.formatted(gateway.gateway().port(), call.length(), call));
                await().until(() -> provider.recorder().count("/oauth/token") == 1);
            }
            await().until(() -> events.contains(FlowEvent.Type.REDEEMED));

            assertThat(logs.text()).doesNotContain("Exception", "already");
        }
        login.token(code).expectProblem(400, "invalid_grant");
        assertThat(provider.recorder().count("/oauth/token")).isEqualTo(1);
        gateway.login().whole();
    }
}

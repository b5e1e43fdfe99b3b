package dev.pkce.gateway.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.LogCapture;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(GatewayExtension.class)
class FailedFirstHopTest {
    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(
                        Fault.status(500, "text/html", "canary"),
                        "began no sign-in (AUTHORIZE): The identity provider failed to start the sign-in."),
                Arguments.of(
                        Fault.status(400, "text/html", "canary"),
                        "began no sign-in (AUTHORIZE): The identity provider refused to start the sign-in;"),
                Arguments.of(Fault.shortContentLength(), "gave no answer (AUTHORIZE): "));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("faults")
    void the_operator_is_told_once_why_nobody_can_sign_in(Fault fault, String line, TestGateway gateway) {
        gateway.provider().faults().once(Leg.AUTHORIZE, fault);
        Login login = gateway.login();
        try (LogCapture logs = new LogCapture()) {
            gateway.postJson("/pkce/code", login.seed()).expectProblem(502, "server_error");

            assertThat(logs.text().lines().filter(told -> told.startsWith("Provider ")))
                    .hasSize(1)
                    .allSatisfy(told -> assertThat(told).contains(line));
            assertThat(logs.text()).doesNotContain("canary", login.state(), "client_id");
        }
    }
}

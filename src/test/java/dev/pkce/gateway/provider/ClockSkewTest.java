package dev.pkce.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.LogCapture;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider whose clock is wrong, or seems to be. */
@ExtendWith(GatewayExtension.class)
class ClockSkewTest {
    private final TestGateways gateways;
    private final DevelopmentProvider provider;

    ClockSkewTest(TestGateways gateways, DevelopmentProvider provider) {
        this.gateways = gateways;
        this.provider = provider;
    }

    @ParameterizedTest(name = "a clock that is off by {0} is told of once, however many calls there are")
    @CsvSource({"PT5M, ahead of ours", "PT-5M, behind ours"})
    void told_once(Duration offset, String told) {
        provider.clock(offset);

        String log = logged();

        assertThat(warnings(log)).hasSize(1);
        assertThat(warnings(log).findFirst().orElseThrow()).contains("localhost", told);
    }

    @ParameterizedTest(name = "a clock that is off by {0} is right enough")
    @ValueSource(strings = {"PT0S", "PT10S", "PT-10S"})
    void near_enough(Duration offset) {
        provider.clock(offset);

        assertThat(warnings(logged())).isEmpty();
    }

    @Test
    @DisplayName("an answer that a cache has kept says nothing of the clock")
    void cached() {
        provider.clock(Duration.ofMinutes(-5));
        Stream.of(Leg.values()).forEach(leg -> provider.faults().on(leg, Fault.header("Age", "300")));

        assertThat(warnings(logged())).isEmpty();
    }

    @Test
    @DisplayName("a time that is none says nothing of the clock")
    void no_date() {
        Stream.of(Leg.values()).forEach(leg -> provider.faults().on(leg, Fault.header("Date", "yesterday")));

        assertThat(warnings(logged())).isEmpty();
    }

    /** What a gateway logs from its start to the end of some logins. */
    private String logged() {
        try (LogCapture log = new LogCapture()) {
            TestGateway gateway = gateways.start();
            for (int i = 0; i < 3; i++) {
                Login login = gateway.login();
                login.token(login.approved()).expect(200);
            }
            return log.text();
        }
    }

    private static Stream<String> warnings(String log) {
        return log.lines().filter(line -> line.contains("clock of provider"));
    }
}

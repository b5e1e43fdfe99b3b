package dev.pkce.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.Fault;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A provider that takes its time; the gateway has less of it than usual. */
@ExtendWith(GatewayExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowAnswersTest {
    private static final Duration LONGEST = Duration.ofSeconds(8);

    private BadDay day;

    @BeforeAll
    void begin(TestGateways gateways, TestGateway patient) {
        day = new BadDay(
                gateways,
                patient.provider(),
                section -> section.put("answer-timeout", "1s").put("timeout", "1400ms"));
        // The first login of a JVM takes longer.
        patient.login().whole();
    }

    @ParameterizedTest(name = "Q3: {0} that is accepted and never answered is a 504")
    @EnumSource
    void silent(Exchange exchange) {
        timesOut(exchange, Fault.hang());
    }

    @ParameterizedTest(name = "Q4: {0} whose answer stops in the middle is a 504 at the deadline")
    @EnumSource
    void stalled(Exchange exchange) {
        timesOut(exchange, Fault.stallMidBody());
    }

    @ParameterizedTest(name = "Q4: {0} whose answer comes byte by byte is a 504 at the deadline")
    @EnumSource(names = {"JWKS", "AUTHORIZE", "TOKEN"})
    void dripping(Exchange exchange) {
        timesOut(exchange, Fault.drip(Duration.ofMillis(50)));
    }

    private void timesOut(Exchange exchange, Fault fault) {
        long began = System.nanoTime();
        day.fails(exchange, fault, 504);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LONGEST);
    }
}

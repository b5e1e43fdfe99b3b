package dev.pkce.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider that wants fewer calls. Each test has a gateway of its own, as it remembers being asked to wait. */
@ExtendWith(GatewayExtension.class)
class RetryAfterTest {
    private static final String LATER = "temporarily_unavailable";

    private final TestGateways gateways;
    private final DevelopmentProvider provider;
    private BadDay day;

    RetryAfterTest(TestGateways gateways, DevelopmentProvider provider) {
        this.gateways = gateways;
        this.provider = provider;
    }

    @BeforeEach
    void begin() {
        day = new BadDay(gateways, provider, section -> {});
    }

    @ParameterizedTest(name = "Q7: {0} that is 429 with Retry-After: 7 is left alone for as long")
    @EnumSource
    void obeyed(Exchange exchange) {
        Reply first = day.meet(exchange, Fault.tooManyRequests("7"));
        Reply second = exchange.at(day.gateway(exchange));

        assertThat(first.expectProblem(429, LATER).header("Retry-After")).matches("[1-7]");
        assertThat(second.expectProblem(429, LATER).header("Retry-After")).matches("[1-7]");
        assertThat(exchange.hits(provider)).isEqualTo(1);
    }

    @ParameterizedTest(
            name = "Q7: {0} that is 429 with a Retry-After that says nothing is a 429 without, and asked again")
    @EnumSource
    void garbage(Exchange exchange) {
        Reply refusal = day.fails(exchange, Fault.tooManyRequests("soon"), 429);

        assertThat(refusal.headers().map()).doesNotContainKey("retry-after");
    }

    @ParameterizedTest(name = "Q7: Retry-After: {0} is passed on to nobody")
    @ValueSource(strings = {"Wed, 21 Oct 2065 07:28:00 GMT", "1000000000000", "-7", "7.5", "0x7", "", "7, 7"})
    void dropped(String advice) {
        Reply refusal = day.fails(Exchange.TOKEN, Fault.tooManyRequests(advice), 429);

        assertThat(refusal.headers().map()).doesNotContainKey("retry-after");
    }

    @Test
    @DisplayName("Q7: who must not redeem may still begin, and the other way round")
    void other_legs() {
        Reply token = day.meet(Exchange.TOKEN, Fault.tooManyRequests("7")).expectProblem(429, LATER);
        Login begun = day.gateway(Exchange.TOKEN).login();
        String code = begun.approved();

        TestGateway another = gateways.start();
        Login before = another.login();
        String won = before.approved();
        Exchange.AUTHORIZE.meets(provider, Fault.tooManyRequests("7"));
        another.login().park().join().expectProblem(429, LATER);
        provider.faults().clear();

        assertThat(token.header("Retry-After")).isEqualTo("7");
        assertThat(code).isNotEmpty();
        before.token(won).expect(200);
    }

    @Test
    @DisplayName("Q7: after that time the provider is asked again")
    void over() {
        day.meet(Exchange.TOKEN, Fault.tooManyRequests("1")).expectProblem(429, LATER);
        provider.faults().clear();

        await().atMost(Duration.ofSeconds(10))
                .until(() -> Exchange.TOKEN.at(day.gateway(Exchange.TOKEN)).status() == 200);
    }
}

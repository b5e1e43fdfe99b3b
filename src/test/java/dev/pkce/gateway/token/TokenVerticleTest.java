package dev.pkce.gateway.token;

import static dev.pkce.gateway.token.TestTokenProxy.awaited;
import static dev.pkce.gateway.token.TestTokenProxy.fails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.SignIn;
import dev.pkce.gateway.api.TokenizedPkce;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import io.vertx.core.Future;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenVerticleTest {
    private final TestTokenProxy proxy = new TestTokenProxy();

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void an_exchange_that_is_under_way_ends_well_before_the_verticle_does() {
        TokenizedPkce late = TestTokenProxy.redemption("client", new Secret("made up"), null);
        proxy.provider().faults().once(Leg.TOKEN, Fault.slow(Duration.ofSeconds(1)));
        Future<SignIn> underWay = proxy.token(proxy.login("client"));
        await().until(() -> proxy.exchanges() == 1);

        Future<Void> end = proxy.end();

        await().untilAsserted(() -> fails(proxy.token(late), Problem.Kind.UNAVAILABLE, "temporarily_unavailable"));
        awaited(end);
        assertThat(awaited(underWay).token().accessToken()).isNotNull();
    }

    @Test
    void a_verticle_ends_at_once_when_nothing_is_under_way() {
        awaited(proxy.token(proxy.login("client")));
        fails(
                proxy.token(TestTokenProxy.redemption("client", new Secret("made up"), null)),
                Problem.Kind.PROVIDER_REFUSED,
                "invalid_grant");

        assertThat(awaited(proxy.end())).isNull();
    }
}

package dev.pkce.gateway.token;

import static dev.pkce.gateway.token.TestTokenProxy.awaited;
import static dev.pkce.gateway.token.TestTokenProxy.fails;
import static dev.pkce.gateway.token.TestTokenProxy.refreshToken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.LogCapture;
import dev.pkce.gateway.api.ClearRequest;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.RevokedPkce;
import dev.pkce.gateway.api.SignIn;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClearedTokensTest {
    private static final ClearRequest CLEAR = new ClearRequest("client", null);

    private final TestTokenProxy proxy = new TestTokenProxy();

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void a_clear_revokes_all_that_its_flows_have_brought() {
        for (int i = 0; i < 10; i++) {
            proxy.signIn("client");
        }

        awaited(proxy.gateway().clear(CLEAR));

        await().until(() -> proxy.revocations() == 10);
        assertThat(proxy.revoked()).doesNotHaveDuplicates();
    }

    @Test
    void what_its_owner_has_revoked_is_not_revoked_again() {
        SignIn first = proxy.signIn("client");
        SignIn second = proxy.signIn("client");
        awaited(proxy.gateway().revoke(new RevokedPkce("client", refreshToken(first))));

        awaited(proxy.gateway().clear(CLEAR));

        await().until(() -> proxy.revoked().contains(refreshToken(second).reveal()));
        assertThat(proxy.revoked()).doesNotHaveDuplicates();
    }

    @Test
    void a_clear_during_the_exchange_revokes_what_comes() {
        proxy.provider().faults().once(Leg.TOKEN, Fault.slow(Duration.ofSeconds(2)));
        Future<SignIn> call = proxy.token(proxy.login("client"));
        await().until(() -> proxy.exchanges() == 1);

        awaited(proxy.gateway().clear(CLEAR));

        fails(call, Problem.Kind.FLOW_CLEARED, "flow_cleared");
        await().until(() -> proxy.revocations() == 1);
    }

    @Test
    void a_provider_that_cannot_revoke_now_is_asked_again() {
        SignIn signIn = proxy.signIn("client");
        proxy.provider().faults().once(Leg.REVOKE, Fault.unavailable("1"));

        try (LogCapture log = new LogCapture()) {
            awaited(proxy.gateway().clear(CLEAR));

            await().until(() -> log.text().contains("could not be revoked after a clear and is tried again: "));
        }

        String token = refreshToken(signIn).reveal();
        await().until(() -> proxy.revoked().equals(List.of(token, token)));
    }

    @Test
    void a_provider_that_refuses_to_revoke_is_not_asked_again() {
        proxy.signIn("client");
        proxy.provider().faults().once(Leg.REVOKE, Fault.refuse("invalid_client", "No."));

        try (LogCapture log = new LogCapture()) {
            awaited(proxy.gateway().clear(CLEAR));

            await().until(() -> log.text().contains("could not be revoked after a clear: "));
        }
    }

    @Test
    void a_provider_that_is_no_longer_configured_is_not_asked_again() {
        proxy.signIn("client");
        proxy.forgetProviders();

        try (LogCapture log = new LogCapture()) {
            awaited(proxy.gateway().clear(CLEAR));

            await().until(() -> log.text().contains("could not be revoked after a clear: "));
        }
    }
}

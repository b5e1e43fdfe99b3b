package dev.pkce.gateway.token;

import static dev.pkce.gateway.token.TestTokenProxy.PLAIN;
import static dev.pkce.gateway.token.TestTokenProxy.awaited;
import static dev.pkce.gateway.token.TestTokenProxy.fails;
import static dev.pkce.gateway.token.TestTokenProxy.refresh;
import static dev.pkce.gateway.token.TestTokenProxy.refreshToken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pkce.gateway.api.Done;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.RevokedPkce;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.SignIn;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import io.vertx.core.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationProxyTest {
    private final TestTokenProxy proxy = new TestTokenProxy();

    @AfterEach
    void close() {
        proxy.close();
    }

    private Future<Done> revoke(SignIn signIn) {
        return proxy.gateway().revoke(new RevokedPkce("client", refreshToken(signIn)));
    }

    @Test
    void a_revoked_token_is_worth_nothing() {
        SignIn signIn = proxy.signIn("client");
        SignIn refreshed = awaited(proxy.token(refresh("client", signIn)));

        assertThat(awaited(revoke(refreshed))).isEqualTo(new Done());

        assertThat(proxy.revoked()).containsExactly(refreshToken(refreshed).reveal());
        fails(proxy.token(refresh("client", signIn)), Problem.Kind.PROVIDER_REFUSED, "invalid_grant");
    }

    @Test
    void whose_a_revoked_token_was_is_forgotten() {
        SignIn signIn = proxy.signIn("client");

        awaited(revoke(signIn));

        fails(proxy.token(refresh("another", signIn)), Problem.Kind.PROVIDER_REFUSED, "invalid_grant");
    }

    @ParameterizedTest
    @CsvSource({
        "503, '', UNAVAILABLE, temporarily_unavailable",
        "400, '{\"error\":\"invalid_client\"}', PROVIDER_REFUSED, invalid_client",
        "400, '{\"error\":\"odd\"}', PROVIDER_FAILED, server_error",
        "400, '{}', PROVIDER_FAILED, server_error",
        "404, 'no', PROVIDER_FAILED, server_error"
    })
    void a_revocation_may_be_refused(int status, String body, Problem.Kind kind, String error) {
        SignIn signIn = proxy.signIn("client");
        proxy.provider().faults().once(Leg.REVOKE, Fault.json(status, body));

        fails(revoke(signIn), kind, error);
    }

    @Test
    void a_revocation_without_content_is_done() {
        SignIn signIn = proxy.signIn("client");
        proxy.provider().faults().once(Leg.REVOKE, Fault.json(204, ""));

        assertThat(awaited(revoke(signIn))).isEqualTo(new Done());
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", ""})
    void a_revocation_that_cannot_be_made_now_tells_when_to_try_again(String advice) {
        SignIn signIn = proxy.signIn("client");
        proxy.provider().faults().once(Leg.REVOKE, Fault.unavailable(advice));

        assertThatThrownBy(() -> awaited(revoke(signIn)))
                .isInstanceOfSatisfying(
                        PkceException.class,
                        failure -> assertThat(failure.problem().retryAfter()).isEqualTo(advice.isEmpty() ? 5 : 7));
    }

    @Test
    void a_provider_without_a_revocation_endpoint_cannot_revoke() {
        RevokedPkce call = new RevokedPkce(PLAIN, new Secret("token"));

        fails(proxy.gateway().revoke(call), Problem.Kind.PROVIDER_FAILED, "server_error");
        assertThat(proxy.revocations()).isZero();
    }
}

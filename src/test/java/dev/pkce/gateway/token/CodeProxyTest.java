package dev.pkce.gateway.token;

import static dev.pkce.gateway.token.TestTokenProxy.CALLBACK;
import static dev.pkce.gateway.token.TestTokenProxy.DESCOPE;
import static dev.pkce.gateway.token.TestTokenProxy.PLAIN;
import static dev.pkce.gateway.token.TestTokenProxy.SCOPE;
import static dev.pkce.gateway.token.TestTokenProxy.SHARED;
import static dev.pkce.gateway.token.TestTokenProxy.awaited;
import static dev.pkce.gateway.token.TestTokenProxy.fails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.Auth0;
import dev.pkce.gateway.api.Descope;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.SignIn;
import dev.pkce.gateway.api.TokenizedPkce;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.IdTokenFault;
import dev.pkce.gateway.demo.Leg;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CodeProxyTest {
    private static final Map<String, String> AUDIENCE = Map.of("audience", "https://api.example");

    private final TestTokenProxy proxy = new TestTokenProxy();

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void a_code_brings_tokens_once() {
        TokenizedPkce call = proxy.login("client", AUDIENCE);

        Auth0 signIn = (Auth0) awaited(proxy.token(call));

        assertThat(signIn.domain()).isEqualTo(proxy.provider().issuer());
        assertThat(signIn.client()).isEqualTo("client");
        assertThat(signIn.audience()).isEqualTo("https://api.example");
        assertThat(signIn.redirectUri()).isEqualTo(CALLBACK);
        assertThat(signIn.user()).containsKey("user_id");
        assertThat(proxy.store().size()).isZero();
        fails(proxy.token(call), Problem.Kind.INVALID_GRANT, "invalid_grant");
        assertThat(proxy.exchanges()).isEqualTo(1);
    }

    @Test
    void identical_calls_that_overlap_are_one_exchange() {
        TokenizedPkce call = proxy.login("client");
        proxy.provider().faults().once(Leg.TOKEN, Fault.slow(Duration.ofSeconds(2)));

        Future<SignIn> first = proxy.token(call);
        Future<SignIn> second = proxy.token(call);

        assertThat(awaited(second)).isEqualTo(awaited(first));
        assertThat(proxy.exchanges()).isEqualTo(1);
    }

    @Test
    void the_audience_of_the_call_comes_before_that_of_the_seed() {
        TokenizedPkce.AuthorizationCode login = (TokenizedPkce.AuthorizationCode) proxy.login("client", AUDIENCE);

        TokenizedPkce call = TestTokenProxy.redemption("client", login.code(), "https://other.example");

        assertThat(((Auth0) awaited(proxy.token(call))).audience()).isEqualTo("https://other.example");
    }

    @Test
    void a_code_of_elsewhere_is_asked_of_the_provider() {
        TokenizedPkce own = proxy.foreign("client", "api");
        TokenizedPkce made = TestTokenProxy.redemption("client", new Secret("made up"), null);

        assertThat(((Auth0) awaited(proxy.token(own))).audience()).isEqualTo("api");
        fails(proxy.token(made), Problem.Kind.PROVIDER_REFUSED, "invalid_grant");
    }

    @Test
    void a_code_that_the_provider_did_not_look_at_is_good_for_another_try() {
        TokenizedPkce call = proxy.login("client");
        proxy.provider().faults().once(Leg.TOKEN, Fault.refuse("use_dpop_nonce", "Again."));

        fails(proxy.token(call), Problem.Kind.PROVIDER_REFUSED, "use_dpop_nonce");
        assertThat(awaited(proxy.token(call)).token().accessToken()).isNotNull();
    }

    @Test
    void a_code_that_never_left_for_want_of_keys_is_good_for_another_try() {
        TokenizedPkce call = proxy.login("client");
        proxy.provider().faults().once(Leg.JWKS, Fault.html(500));

        fails(proxy.token(call), Problem.Kind.PROVIDER_FAILED, "server_error");
        assertThat(proxy.exchanges()).isZero();
        assertThat(awaited(proxy.token(call)).token().accessToken()).isNotNull();
    }

    @Test
    void a_code_that_left_is_spent_however_its_exchange_ended() {
        TokenizedPkce call = proxy.login("client");
        proxy.provider().faults().once(Leg.TOKEN, Fault.html(500));

        fails(proxy.token(call), Problem.Kind.PROVIDER_FAILED, "server_error");
        assertThat(proxy.store().size()).isZero();
        fails(proxy.token(call), Problem.Kind.INVALID_GRANT, "invalid_grant");
        assertThat(proxy.exchanges()).isEqualTo(1);
    }

    @Test
    void an_id_token_is_missed_where_one_was_asked_for() {
        proxy.provider().idTokens(IdTokenFault.ABSENT);

        fails(proxy.token(proxy.login("client")), Problem.Kind.PROVIDER_FAILED, "server_error");
    }

    @Test
    void a_provider_without_keys_signs_in_whoever_asks_for_no_id_token() {
        TokenizedPkce call = proxy.login(PLAIN, PLAIN, List.of("profile"), Map.of());

        Auth0 signIn = (Auth0) awaited(proxy.token(call));

        assertThat(signIn.token().scope()).isEqualTo("profile");
        assertThat(signIn.user()).isEmpty();
        assertThat(signIn.audience()).isEmpty();
    }

    @Test
    void programs_for_descope_get_the_shape_that_they_know() {
        TokenizedPkce call = proxy.login(DESCOPE, SHARED, SCOPE, AUDIENCE);

        assertThat(awaited(proxy.token(call))).isInstanceOfSatisfying(Descope.class, signIn -> {
            assertThat(signIn.audience()).isEqualTo("https://api.example");
            assertThat(signIn.redirectUri()).isEqualTo(CALLBACK);
            assertThat(signIn.token().refreshToken()).isNotNull();
        });
    }
}

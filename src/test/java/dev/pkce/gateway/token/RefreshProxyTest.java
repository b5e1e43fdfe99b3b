package dev.pkce.gateway.token;

import static dev.pkce.gateway.token.TestTokenProxy.DESCOPE;
import static dev.pkce.gateway.token.TestTokenProxy.PLAIN;
import static dev.pkce.gateway.token.TestTokenProxy.SCOPE;
import static dev.pkce.gateway.token.TestTokenProxy.SHARED;
import static dev.pkce.gateway.token.TestTokenProxy.TWIN;
import static dev.pkce.gateway.token.TestTokenProxy.awaited;
import static dev.pkce.gateway.token.TestTokenProxy.domain;
import static dev.pkce.gateway.token.TestTokenProxy.fails;
import static dev.pkce.gateway.token.TestTokenProxy.refresh;
import static dev.pkce.gateway.token.TestTokenProxy.refreshToken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.api.Auth0;
import dev.pkce.gateway.api.Cause;
import dev.pkce.gateway.api.ClearRequest;
import dev.pkce.gateway.api.FlowEvent;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.SignIn;
import dev.pkce.gateway.api.TokenizedPkce;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.IdTokenFault;
import dev.pkce.gateway.demo.Leg;
import dev.pkce.gateway.demo.RefreshTokens;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RefreshProxyTest {
    private final TestTokenProxy proxy = new TestTokenProxy();

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void a_refresh_is_exchanged_once_and_only_for_its_client() {
        SignIn signIn = proxy.signIn("client");
        fails(proxy.token(refresh("another", signIn)), Problem.Kind.INVALID_GRANT, "invalid_grant");

        SignIn first = awaited(proxy.token(refresh("client", signIn)));
        SignIn again = awaited(proxy.token(refresh("client", signIn)));

        assertThat(first.token().refreshToken()).isNotEqualTo(signIn.token().refreshToken());
        assertThat(again.token().accessToken()).isEqualTo(first.token().accessToken());
        assertThat(((Auth0) first).redirectUri()).isEmpty();
        assertThat(proxy.exchanges()).isEqualTo(2);
    }

    @Test
    void a_refresh_that_asks_for_something_else_is_not_answered_with_what_another_brought() {
        SignIn signIn = proxy.signIn("client");
        awaited(proxy.token(refresh("client", signIn)));

        TokenizedPkce wider = new TokenizedPkce.Refresh("client", refreshToken(signIn), "https://api.example");
        TokenizedPkce bound = refresh("client", signIn).withProof(new Secret("no.good.proof"));

        fails(proxy.token(wider), Problem.Kind.PROVIDER_REFUSED, "invalid_grant");
        fails(proxy.token(bound), Problem.Kind.PROVIDER_REFUSED, "invalid_dpop_proof");
    }

    @Test
    void a_refresh_names_who_signed_in() {
        SignIn signIn = proxy.signIn("client");
        proxy.provider().idTokens(IdTokenFault.OTHER_SUBJECT);

        fails(proxy.token(refresh("client", signIn)), Problem.Kind.PROVIDER_FAILED, "invalid_id_token");
    }

    @Test
    void who_signed_in_is_remembered_over_a_refresh_that_does_not_tell() {
        SignIn signIn = proxy.signIn("client");
        proxy.provider().idTokens(IdTokenFault.ABSENT);
        SignIn untold = awaited(proxy.token(refresh("client", signIn)));
        proxy.provider().idTokens(IdTokenFault.OTHER_SUBJECT);

        assertThat(untold.token().idToken()).isNull();
        fails(proxy.token(refresh("client", untold)), Problem.Kind.PROVIDER_FAILED, "invalid_id_token");
    }

    @Test
    void a_refresh_that_names_no_other_token_goes_on_with_the_one_it_used() {
        SignIn signIn = proxy.signIn("client");
        proxy.provider().refreshTokens(RefreshTokens.OMIT);

        assertThat(awaited(proxy.token(refresh("client", signIn))).token().refreshToken())
                .isEqualTo(signIn.token().refreshToken());
    }

    @Test
    void a_token_goes_back_to_the_provider_that_gave_it_and_to_no_other() {
        SignIn signIn = awaited(proxy.token(proxy.login(TWIN, SHARED, SCOPE, Map.of())));
        TokenizedPkce call = refresh(SHARED, signIn);

        fails(proxy.token(call.withDomain(domain(DESCOPE))), Problem.Kind.INVALID_GRANT, "invalid_grant");
        assertThat(awaited(proxy.token(call.withDomain(domain(TWIN))))).isInstanceOf(Auth0.class);
    }

    @Test
    void a_token_of_elsewhere_needs_a_domain_where_several_could_have_given_it() {
        TokenizedPkce made = new TokenizedPkce.Refresh(SHARED, new Secret("made up"), null);

        fails(proxy.token(made), Problem.Kind.INVALID_REQUEST, "unauthorized_domain");
        fails(proxy.token(made.withDomain(domain(TWIN))), Problem.Kind.PROVIDER_REFUSED, "invalid_grant");
    }

    @Test
    void a_token_of_a_sign_in_without_an_id_token_is_known_too() {
        SignIn signIn = awaited(proxy.token(proxy.login(PLAIN, PLAIN, List.of("offline_access"), Map.of())));

        fails(proxy.token(refresh("another", signIn)), Problem.Kind.INVALID_GRANT, "invalid_grant");
        assertThat(awaited(proxy.token(refresh(PLAIN, signIn))).token().refreshToken())
                .isNotNull();
    }

    @Test
    void whoever_listens_is_told_why_a_refresh_was_refused() {
        Queue<FlowEvent> events = new ConcurrentLinkedQueue<>();
        awaited(proxy.gateway().events(events::add));
        SignIn signIn = proxy.signIn("client");
        TokenizedPkce none = new TokenizedPkce.Refresh("client", new Secret("nobody's"), null);

        fails(proxy.token(refresh("another", signIn)), Problem.Kind.INVALID_GRANT, "invalid_grant");
        fails(proxy.token(none), Problem.Kind.PROVIDER_REFUSED, "invalid_grant");
        proxy.provider().faults().once(Leg.TOKEN, Fault.unavailable("1"));
        assertThat(awaited(proxy.token(refresh("client", signIn)).otherwiseEmpty()))
                .isNull();
        proxy.provider().faults().once(Leg.TOKEN, Fault.refuse("invalid_grant", "Revoked."));
        fails(proxy.token(refresh("client", signIn)), Problem.Kind.PROVIDER_REFUSED, "invalid_grant");

        await().until(() -> reasons(events).contains(Cause.Reason.REFRESH_REFUSED));
        assertThat(reasons(events)).containsExactly(Cause.Reason.WRONG_CLIENT, Cause.Reason.REFRESH_REFUSED);
    }

    private static List<Cause.Reason> reasons(Collection<FlowEvent> events) {
        return events.stream()
                .map(FlowEvent::cause)
                .filter(Objects::nonNull)
                .map(Cause::reason)
                .toList();
    }

    @Test
    void a_clear_that_meets_a_refresh_revokes_what_that_brings() {
        SignIn signIn = proxy.signIn("client");
        proxy.provider()
                .faults()
                .once(Leg.TOKEN, Fault.slow(Duration.ofSeconds(2)))
                .once(Leg.REVOKE, Fault.slow(Duration.ofSeconds(4)));
        Future<SignIn> refresh = proxy.token(refresh("client", signIn));
        await().until(() -> proxy.exchanges() == 2);

        awaited(proxy.gateway().clear(new ClearRequest("client", null)));

        fails(refresh, Problem.Kind.FLOW_CLEARED, "flow_cleared");
        await().until(() -> proxy.revocations() == 2);
        assertThat(proxy.revoked()).contains(refreshToken(signIn).reveal()).doesNotHaveDuplicates();
    }
}

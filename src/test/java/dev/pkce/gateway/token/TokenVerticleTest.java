package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.Forms;
import dev.pkce.gateway.api.Auth0;
import dev.pkce.gateway.api.Binding;
import dev.pkce.gateway.api.ClearRequest;
import dev.pkce.gateway.api.Done;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.RevokedPkce;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.SeededPkce;
import dev.pkce.gateway.api.SignIn;
import dev.pkce.gateway.api.TokenizedPkce;
import dev.pkce.gateway.demo.Browser;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.IdTokenFault;
import dev.pkce.gateway.demo.Leg;
import dev.pkce.gateway.flow.Authorization;
import dev.pkce.gateway.flow.FlowConfig;
import dev.pkce.gateway.flow.FlowStore;
import dev.pkce.gateway.flow.FlowVerticle;
import dev.pkce.gateway.flow.Origin;
import dev.pkce.gateway.flow.S256;
import dev.pkce.gateway.flow.States;
import dev.pkce.gateway.provider.Client;
import dev.pkce.gateway.provider.Provider;
import dev.pkce.gateway.provider.Providers;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The token-proxy as the event bus sees it, between a store and a provider that live as long as the JVM. */
class TokenVerticleTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final DevelopmentProvider PROVIDER = of(DevelopmentProvider.start(VERTX, 0));
    private static final Duration TTL = Duration.ofMinutes(10);
    private static final FlowStore STORE =
            new FlowStore(VERTX, new FlowConfig(TTL, TTL, 1_000, false, true, Binding.NONE));
    private static final PkceGateway GATEWAY = PkceGateway.on(VERTX);
    private static final String CALLBACK = "http://localhost:7/callback";
    private static final String VERIFIER = States.random();
    private static final List<String> SCOPE = List.of("openid", "profile", "offline_access");

    static {
        Provider provider = Provider.of("provider", PROVIDER.issuer(), Client.of(null));
        deploy(new FlowVerticle(STORE, true));
        deploy(new TokenVerticle(STORE, new Providers(VERTX, List.of(provider), () -> CALLBACK), new Exchanges(true)));
    }

    private static void deploy(VerticleBase verticle) {
        of(VERTX.deployVerticle(verticle));
    }

    private static <T> T of(Future<T> call) {
        try {
            return call.await(60, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new IllegalStateException(late);
        }
    }

    @BeforeEach
    void behave() {
        PROVIDER.reset().promiseResponseIssuer(false).autoApprove(true);
        PROVIDER.publish(Mint.RS256.publicKey());
        PROVIDER.recorder().clear();
    }

    /** A login that the provider has answered: what is to be sent to redeem its code. */
    private static TokenizedPkce login(String client, Map<String, String> parameters) {
        String state = States.next();
        SeededPkce seed = new SeededPkce(state, state, S256.of(VERIFIER), client, SCOPE, CALLBACK, null, parameters);
        Origin origin = new Origin(state, state, S256.of(VERIFIER), client, STORE.deadline());
        STORE.issue(origin);
        STORE.park(origin, new Authorization(seed, "provider", CALLBACK), "nobody's address");
        Secret code = code(seed);
        STORE.answer(state, code);
        return new TokenizedPkce.AuthorizationCode(client, code, CALLBACK, new Secret(VERIFIER), null);
    }

    private static Secret code(SeededPkce seed) {
        String location = PROVIDER.issuer() + "authorize?"
                + Forms.encode(Map.of(
                        "response_type", "code",
                        "client_id", seed.clientId(),
                        "redirect_uri", CALLBACK,
                        "scope", String.join(" ", SCOPE),
                        "state", seed.state(),
                        "nonce", seed.nonce(),
                        "code_challenge", seed.codeChallenge(),
                        "code_challenge_method", "S256"));
        String back =
                new Browser().get(location).headers().firstValue("Location").orElseThrow();
        return new Secret(Forms.query(back).getOrDefault("code", ""));
    }

    private static SignIn signIn() {
        return of(GATEWAY.token(login("client", Map.of("audience", "https://api.example"))));
    }

    private static TokenizedPkce refresh(String client, SignIn signIn) {
        Secret token = Objects.requireNonNull(signIn.token().refreshToken());
        return new TokenizedPkce.Refresh(client, token, null);
    }

    private static void fails(Future<?> call, Problem.Kind kind, String error) {
        assertThatThrownBy(() -> of(call)).isInstanceOfSatisfying(PkceException.class, failure -> {
            assertThat(failure.problem().kind()).isEqualTo(kind);
            assertThat(failure.problem().error()).isEqualTo(error);
        });
    }

    @Test
    void a_code_brings_tokens_once() {
        TokenizedPkce call = login("client", Map.of("audience", "https://api.example"));

        Auth0 signIn = (Auth0) of(GATEWAY.token(call));

        assertThat(signIn.domain()).isEqualTo(PROVIDER.issuer());
        assertThat(signIn.client()).isEqualTo("client");
        assertThat(signIn.audience()).isEqualTo("https://api.example");
        assertThat(signIn.redirectUri()).isEqualTo(CALLBACK);
        assertThat(signIn.user()).containsKey("user_id");
        assertThat(STORE.size()).isZero();
        fails(GATEWAY.token(call), Problem.Kind.INVALID_GRANT, "invalid_grant");
        assertThat(PROVIDER.recorder().count("/oauth/token")).isEqualTo(1);
    }

    @Test
    void a_code_of_elsewhere_is_asked_of_the_provider() {
        SeededPkce seed = new SeededPkce(
                States.random(), States.random(), S256.of(VERIFIER), "client", SCOPE, null, null, Map.of());
        TokenizedPkce own =
                new TokenizedPkce.AuthorizationCode("client", code(seed), CALLBACK, new Secret(VERIFIER), "api");
        TokenizedPkce made = new TokenizedPkce.AuthorizationCode(
                "client", new Secret("made up"), CALLBACK, new Secret(VERIFIER), null);

        assertThat(((Auth0) of(GATEWAY.token(own))).audience()).isEqualTo("api");
        fails(GATEWAY.token(made), Problem.Kind.PROVIDER_REFUSED, "invalid_grant");
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "BAD_SIGNATURE",
                "ALG_NONE",
                "WRONG_ISSUER",
                "WRONG_AUDIENCE",
                "UNTRUSTED_EXTRA_AUDIENCE",
                "WRONG_AZP",
                "EXPIRED",
                "MISSING_IAT",
                "FUTURE_IAT",
                "WRONG_NONCE",
                "MISSING_NONCE",
                "EMPTY_SUB",
                "LONG_SUB",
                "NUMBER_AS_SUB",
                "WRONG_AT_HASH",
                "ENCRYPTED",
                "NOT_A_JWT"
            })
    void a_bad_id_token_is_a_failed_login(IdTokenFault fault) {
        PROVIDER.idTokens(fault);

        fails(GATEWAY.token(login("client", Map.of())), Problem.Kind.PROVIDER_FAILED, "invalid_id_token");
        assertThat(STORE.size()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"EXPIRED_WITHIN_SKEW", "WEEK_OLD_IAT", "NO_KID"})
    void a_good_id_token_is_accepted(IdTokenFault fault) {
        PROVIDER.idTokens(fault);

        assertThat(of(GATEWAY.token(login("client", Map.of()))).token().idToken())
                .isNotNull();
    }

    @Test
    void an_id_token_is_missed_where_one_was_asked_for() {
        PROVIDER.idTokens(IdTokenFault.ABSENT);

        fails(GATEWAY.token(login("client", Map.of())), Problem.Kind.PROVIDER_FAILED, "server_error");
    }

    @ParameterizedTest
    @CsvSource({"0, true", "-90, true", "30, true", "-150, false", "90, false", ", false"})
    void whoever_asks_for_a_recent_sign_in_is_told_when_it_was(Integer seconds, boolean fresh) {
        Long at = seconds == null ? null : (Long) (Instant.now().getEpochSecond() + seconds);
        PROVIDER.faults().once(Leg.TOKEN, Mint.RS256.tokens(claims -> claims.put("auth_time", at)));
        Future<SignIn> call = GATEWAY.token(login("client", Map.of("max_age", "60")));

        if (fresh) {
            assertThat(of(call).token().idToken()).isNotNull();
        } else {
            fails(call, Problem.Kind.PROVIDER_FAILED, "invalid_id_token");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255})
    void a_subject_and_an_azp_of_its_own_are_accepted(int length) {
        PROVIDER.faults()
                .once(
                        Leg.TOKEN,
                        Mint.RS256.tokens(
                                claims -> claims.put("sub", "s".repeat(length)).put("azp", "client")));

        assertThat(of(GATEWAY.token(login("client", Map.of())))).isInstanceOf(Auth0.class);
    }

    @Test
    void a_code_that_the_provider_did_not_look_at_is_good_for_another_try() {
        TokenizedPkce call = login("client", Map.of());
        PROVIDER.faults().once(Leg.TOKEN, Fault.refuse("use_dpop_nonce", "Again."));

        fails(GATEWAY.token(call), Problem.Kind.PROVIDER_REFUSED, "use_dpop_nonce");
        assertThat(of(GATEWAY.token(call)).token().accessToken()).isNotNull();
    }

    @Test
    void a_refresh_is_exchanged_once_and_only_for_its_client() {
        SignIn signIn = signIn();
        fails(GATEWAY.token(refresh("another", signIn)), Problem.Kind.INVALID_GRANT, "invalid_grant");

        SignIn first = of(GATEWAY.token(refresh("client", signIn)));
        SignIn again = of(GATEWAY.token(refresh("client", signIn)));

        assertThat(first.token().refreshToken()).isNotEqualTo(signIn.token().refreshToken());
        assertThat(again.token().accessToken()).isEqualTo(first.token().accessToken());
        assertThat(PROVIDER.recorder().count("/oauth/token")).isEqualTo(2);
    }

    @Test
    void a_refresh_names_who_signed_in() {
        SignIn signIn = signIn();
        PROVIDER.idTokens(IdTokenFault.OTHER_SUBJECT);

        fails(GATEWAY.token(refresh("client", signIn)), Problem.Kind.PROVIDER_FAILED, "invalid_id_token");
    }

    @Test
    void a_refresh_that_names_no_other_token_goes_on_with_the_one_it_used() {
        SignIn signIn = signIn();
        PROVIDER.refreshTokens(dev.pkce.gateway.demo.RefreshTokens.OMIT);

        assertThat(of(GATEWAY.token(refresh("client", signIn))).token().refreshToken())
                .isEqualTo(signIn.token().refreshToken());
    }

    @Test
    void a_revoked_token_is_worth_nothing() {
        SignIn signIn = signIn();
        SignIn refreshed = of(GATEWAY.token(refresh("client", signIn)));

        assertThat(of(revoke(refreshed))).isEqualTo(new Done());

        assertThat(PROVIDER.recorder().count("/oauth/revoke")).isEqualTo(1);
        fails(GATEWAY.token(refresh("client", signIn)), Problem.Kind.PROVIDER_REFUSED, "invalid_grant");
    }

    private static Future<Done> revoke(SignIn signIn) {
        Secret token = Objects.requireNonNull(signIn.token().refreshToken());
        return GATEWAY.revoke(new RevokedPkce("client", token));
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
        SignIn signIn = signIn();
        PROVIDER.faults().once(Leg.REVOKE, Fault.json(status, body));

        fails(revoke(signIn), kind, error);
    }

    @Test
    void a_revocation_without_content_is_done() {
        SignIn signIn = signIn();
        PROVIDER.faults().once(Leg.REVOKE, Fault.json(204, ""));

        assertThat(of(revoke(signIn))).isEqualTo(new Done());
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", ""})
    void a_revocation_that_cannot_be_made_now_tells_when_to_try_again(String advice) {
        SignIn signIn = signIn();
        PROVIDER.faults().once(Leg.REVOKE, Fault.unavailable(advice));

        assertThatThrownBy(() -> of(revoke(signIn)))
                .isInstanceOfSatisfying(
                        PkceException.class,
                        failure -> assertThat(failure.problem().retryAfter()).isEqualTo(advice.isEmpty() ? 5 : 7));
    }

    @Test
    void a_clear_revokes_what_its_flows_have_brought() {
        for (int i = 0; i < 10; i++) {
            of(GATEWAY.token(login("clearing", Map.of())));
        }

        of(GATEWAY.clear(new ClearRequest("clearing", null)));

        await().until(() -> PROVIDER.recorder().count("/oauth/revoke") == 10);
    }

    @Test
    void a_clear_during_the_exchange_revokes_what_comes() {
        PROVIDER.faults().once(Leg.TOKEN, Fault.slow(Duration.ofMillis(500)));
        Future<SignIn> call = GATEWAY.token(login("hasty", Map.of()));
        await().until(() -> PROVIDER.recorder().count("/oauth/token") == 1);

        of(GATEWAY.clear(new ClearRequest("hasty", null)));

        fails(call, Problem.Kind.FLOW_CLEARED, "flow_cleared");
        await().until(() -> PROVIDER.recorder().count("/oauth/revoke") == 1);
    }
}

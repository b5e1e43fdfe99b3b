package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pkce.gateway.Forms;
import dev.pkce.gateway.api.Binding;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.SeededPkce;
import dev.pkce.gateway.api.SignIn;
import dev.pkce.gateway.api.TokenizedPkce;
import dev.pkce.gateway.demo.Browser;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.flow.Authorization;
import dev.pkce.gateway.flow.FlowConfig;
import dev.pkce.gateway.flow.FlowStore;
import dev.pkce.gateway.flow.FlowVerticle;
import dev.pkce.gateway.flow.Origin;
import dev.pkce.gateway.flow.S256;
import dev.pkce.gateway.flow.States;
import dev.pkce.gateway.flow.Terms;
import dev.pkce.gateway.provider.Client;
import dev.pkce.gateway.provider.Dialect;
import dev.pkce.gateway.provider.Provider;
import dev.pkce.gateway.provider.Providers;
import dev.pkce.gateway.provider.Routing;
import dev.pkce.gateway.provider.Server;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.ext.auth.oauth2.OAuth2Options;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The token-proxy as the event bus sees it, between a store of its own and a provider that lives as long as the JVM. That
 * provider is configured four times: plainly described, for Descope, and as a twin that shares Descope's client, and last,
 * by discovery, for any client.
 */
final class TestTokenProxy implements AutoCloseable {
    static final String CALLBACK = "http://localhost:7/callback";
    static final String ANY = "any";
    static final String PLAIN = "plain";
    static final String DESCOPE = "descope";
    static final String TWIN = "twin";
    static final String SHARED = "shared";
    static final List<String> SCOPE = List.of("openid", "profile", "offline_access");

    private static final String VERIFIER = States.random();
    private static final Duration TTL = Duration.ofMinutes(10);
    private static final Vertx VERTX = Vertx.vertx();
    private static final Browser BROWSER = new Browser();
    private static final DevelopmentProvider PROVIDER = awaited(DevelopmentProvider.start(VERTX, 0));

    private final FlowStore store =
            new FlowStore(VERTX, Terms.of(() -> new FlowConfig(TTL, TTL, 1_000, false, true, Binding.NONE)));
    private final PkceGateway gateway = PkceGateway.on(VERTX);
    private final String deployment;
    private @Nullable Providers providers;

    /** Of a provider that behaves. */
    TestTokenProxy() {
        PROVIDER.reset().promiseResponseIssuer(false).autoApprove(true);
        PROVIDER.publish(Mint.RS256.publicKey());
        PROVIDER.recorder().clear();
        this.deployment = awaited(VERTX.deployVerticle(new Verticles()));
    }

    /** What is undeployed with it takes its connections along. */
    private final class Verticles extends VerticleBase {
        @Override
        public Future<?> start() {
            Providers all = new Providers(vertx, configured(), () -> CALLBACK, new SimpleMeterRegistry());
            providers = all;
            return vertx.deployVerticle(new FlowVerticle(store, true, new SimpleMeterRegistry()))
                    .compose(id -> vertx.deployVerticle(new TokenVerticle(store, all, new Exchanges(true))));
        }
    }

    /** From now on there is no provider. */
    void forgetProviders() {
        Objects.requireNonNull(providers).prepare(List.of()).enter();
    }

    private static List<Provider> configured() {
        String issuer = PROVIDER.issuer();
        OAuth2Options paths = new OAuth2Options()
                .setSite(issuer)
                .setClientId(PLAIN)
                .setAuthorizationPath("/authorize")
                .setTokenPath("/oauth/token")
                .setRevocationPath(null);
        Dialect descope = new Dialect(false, Dialect.Push.NEVER, "RS256", Map.of(), Dialect.Answer.DESCOPE);
        return List.of(Provider.of(PLAIN, paths), shared(DESCOPE, descope), shared(TWIN, Dialect.USUAL), any(issuer));
    }

    private static Provider shared(String name, Dialect dialect) {
        Routing routing = new Routing(List.of(domain(name)), false);
        return new Provider(name, Server.of(PROVIDER.issuer()), Client.of(SHARED), routing, dialect);
    }

    private static Provider any(String issuer) {
        return Provider.of(ANY, issuer, Client.of(null));
    }

    /** What a call names to mean the provider {@code name}, where it shares its client. */
    static String domain(String name) {
        return name + ".example";
    }

    static <T> T awaited(Future<T> call) {
        try {
            return call.await(60, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new IllegalStateException(late);
        }
    }

    static void fails(Future<?> call, Problem.Kind kind, String error) {
        assertThatThrownBy(() -> awaited(call)).isInstanceOfSatisfying(PkceException.class, failure -> {
            assertThat(failure.problem().kind()).isEqualTo(kind);
            assertThat(failure.problem().error()).isEqualTo(error);
        });
    }

    DevelopmentProvider provider() {
        return PROVIDER;
    }

    PkceGateway gateway() {
        return gateway;
    }

    FlowStore store() {
        return store;
    }

    /** How many token calls have reached the provider. */
    int exchanges() {
        return PROVIDER.recorder().count("/oauth/token");
    }

    /** How many revocations have reached the provider. */
    int revocations() {
        return PROVIDER.recorder().count("/oauth/revoke");
    }

    /** What the provider was asked to revoke. */
    List<String> revoked() {
        return PROVIDER.recorder().at("/oauth/revoke").stream()
                .map(call -> Objects.requireNonNull(call.form().get("token")))
                .toList();
    }

    /** A login that its provider has answered: what is to be sent to redeem its code. */
    TokenizedPkce login(String client) {
        return login(client, Map.of());
    }

    /** The same, in which more was asked of the provider. */
    TokenizedPkce login(String client, Map<String, String> parameters) {
        return login(ANY, client, SCOPE, parameters);
    }

    /** The same at one of the providers. */
    TokenizedPkce login(String provider, String client, List<String> scope, Map<String, String> parameters) {
        String state = States.next();
        SeededPkce seed = new SeededPkce(state, state, S256.of(VERIFIER), client, scope, CALLBACK, null, parameters);
        Origin origin = new Origin(state, state, S256.of(VERIFIER), client, store.deadline());
        store.issue(origin);
        store.park(origin, new Authorization(seed, provider, CALLBACK), "nobody's address");
        Secret code = code(seed);
        store.answer(state, code);
        return redemption(client, code, null);
    }

    /** A code that was won elsewhere, for {@code audience}. */
    TokenizedPkce foreign(String client, String audience) {
        SeededPkce seed = new SeededPkce(
                States.random(), States.random(), S256.of(VERIFIER), client, SCOPE, null, null, Map.of());
        return redemption(client, code(seed), audience);
    }

    static TokenizedPkce redemption(String client, Secret code, @Nullable String audience) {
        return new TokenizedPkce.AuthorizationCode(client, code, CALLBACK, new Secret(VERIFIER), audience);
    }

    private static Secret code(SeededPkce seed) {
        String location = PROVIDER.issuer() + "authorize?"
                + Forms.encode(Map.of(
                        "response_type", "code",
                        "client_id", seed.clientId(),
                        "redirect_uri", CALLBACK,
                        "scope", String.join(" ", seed.scope()),
                        "state", seed.state(),
                        "nonce", seed.nonce(),
                        "code_challenge", seed.codeChallenge(),
                        "code_challenge_method", "S256"));
        String back = BROWSER.get(location).headers().firstValue("Location").orElseThrow();
        return new Secret(Forms.query(back).getOrDefault("code", ""));
    }

    Future<SignIn> token(TokenizedPkce call) {
        return gateway.token(call);
    }

    /** Somebody who has signed in. */
    SignIn signIn(String client) {
        return awaited(token(login(client)));
    }

    static TokenizedPkce refresh(String client, SignIn signIn) {
        return new TokenizedPkce.Refresh(client, refreshToken(signIn), null);
    }

    static Secret refreshToken(SignIn signIn) {
        return Objects.requireNonNull(signIn.token().refreshToken());
    }

    /** Ends the verticles, which wait for what is under way. */
    Future<Void> end() {
        return VERTX.undeploy(deployment);
    }

    @Override
    public void close() {
        if (VERTX.deploymentIDs().contains(deployment)) {
            awaited(end());
        }
    }
}

package dev.pkce.gateway.provider;

import com.nimbusds.jose.jwk.JWKSet;
import dev.pkce.gateway.api.ChallengedPkce;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.SeededPkce;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One configured provider, what was learnt of it, and the way out to it. Safe from any event loop. */
public final class IdentityProvider {
    private static final List<Leg> SIGN_IN = List.of(Leg.AUTHORIZE, Leg.PUSH, Leg.TOKEN);

    private final Vertx vertx;
    private final Provider provider;
    private final Supplier<String> callback;
    private final MeterRegistry registry;
    private final Reach reach;

    /** The way to a provider, and what was learnt of it, whoever asks. */
    private record Reach(ProviderClient client, Discovery discovery, SigningKeys keys) {
        static Reach of(Vertx vertx, Provider provider, MeterRegistry registry) {
            ProviderClient client = new ProviderClient(vertx, provider, registry);
            return new Reach(client, new Discovery(vertx, provider, client), new SigningKeys(vertx, client));
        }
    }

    IdentityProvider(Vertx vertx, Provider provider, Supplier<String> callback, MeterRegistry registry) {
        this(vertx, provider, callback, registry, Reach.of(vertx, provider, registry));
    }

    private IdentityProvider(
            Vertx vertx, Provider provider, Supplier<String> callback, MeterRegistry registry, Reach reach) {
        this.vertx = vertx;
        this.provider = provider;
        this.callback = callback;
        this.registry = registry;
        this.reach = reach;
    }

    /** This provider as {@code next} has it, with all that was learnt of it where only the client or the routing differ. */
    IdentityProvider as(Provider next) {
        if (provider.equals(next)) {
            return this;
        }
        boolean sameServer =
                provider.server().equals(next.server()) && provider.dialect().equals(next.dialect());
        Reach way = sameServer ? reach : Reach.of(vertx, next, registry);
        return new IdentityProvider(vertx, next, callback, registry, way);
    }

    /** Has what is counted of it told from now on, in the place of what was told of the one before. */
    void bind() {
        reach.client().bind();
    }

    /** Gives up the way to the provider once its calls are done, unless {@code successor} goes the same. */
    void retire(@Nullable IdentityProvider successor) {
        if (successor == null || !successor.reach.equals(reach)) {
            reach.client().retire();
        }
    }

    /** Its configuration. */
    public Provider provider() {
        return provider;
    }

    ProviderClient client() {
        return reach.client();
    }

    /** Where it is to be reached. */
    public Future<Metadata> metadata() {
        return reach.discovery().metadata();
    }

    void learn() {
        metadata().onSuccess(known -> {
            if (known.jwks() != null) {
                reach.keys().keys(known.jwks(), null);
            }
        });
    }

    /** Why nobody can be signed in there, as far as is known; empty if nothing is in the way. */
    public Optional<String> trouble() {
        Metadata known = reach.discovery().last();
        if (known == null) {
            return Optional.of("Its endpoints have not been discovered yet.");
        }
        if (known.jwks() != null && !reach.keys().known()) {
            return Optional.of("Its signing keys have not been fetched yet.");
        }
        return SIGN_IN.stream()
                .filter(reach.client()::shut)
                .findFirst()
                .map(leg -> "It is down: calls have failed, and are tried every 10 seconds (" + leg.label() + ").");
    }

    /** Its signing keys, fetched anew if {@code kid} is not among those known. */
    public Future<JWKSet> keys(@Nullable String kid) {
        return metadata()
                .compose(known -> known.jwks() == null
                        ? Future.failedFuture(new PkceException(
                                Problem.providerFailed("The identity provider publishes no signing keys.")))
                        : reach.keys().keys(known.jwks(), kid));
    }

    /** GETs {@code url}, which must come from {@link #metadata} and {@link Parameters} alone. */
    public Future<ProviderReply> get(Leg leg, String url, String accept) {
        return reach.client().send(Call.get(leg, url, accept));
    }

    /**
     * POSTs {@code form} to {@code url}, which must come from {@link #metadata}, as the client it names.
     *
     * @param headers more header fields
     * @param departure told the moment that the request begins to leave; if it never is, the provider has seen nothing
     */
    public Future<ProviderReply> post(
            Leg leg, String url, Map<String, String> form, Map<String, String> headers, Runnable departure) {
        return authenticated(form, headers)
                .compose(
                        proven -> reach.client().send(Call.post(leg, url, proven.headers(), proven.form(), departure)));
    }

    record Proven(Map<String, String> headers, Map<String, String> form) {}

    /** What is to be sent as the client that {@code form} names. */
    Future<Proven> authenticated(Map<String, String> form, Map<String, String> headers) {
        Proven proven = new Proven(new HashMap<>(headers), new HashMap<>(form));
        String clientId = Objects.requireNonNull(form.get("client_id"));
        ClientAuthentication authentication = provider.client().authenticationOf(clientId);
        if (!(authentication instanceof ClientAuthentication.PrivateKey)) {
            authentication.apply(clientId, provider.issuer(), proven.headers(), proven.form());
            return Future.succeededFuture(proven);
        }
        // A signature takes a millisecond, which is long for an event loop.
        return vertx.executeBlocking(
                () -> {
                    authentication.apply(clientId, provider.issuer(), proven.headers(), proven.form());
                    return proven;
                },
                false);
    }

    /**
     * The redirect_uri to ask with: {@code asked} if it is registered, character by character but for ports of loopback
     * addresses (RFC 9700 section 4.1.3), the first registered one if none is asked for. The gateway's own callback always
     * counts as registered.
     */
    public String redirectUri(@Nullable String asked) {
        if (asked == null) {
            List<String> registered = provider.client().redirectUris();
            return registered.isEmpty() ? callback.get() : registered.get(0);
        }
        if (!provider.client().mayReturnTo(asked) && !asked.equals(callback.get())) {
            throw new PkceException(Problem.invalidRequest("\"redirect_uri\" is not configured for the provider."));
        }
        return asked;
    }

    /** The seed for a caller who brings none: all of it as configured. */
    public SeededPkce seed(ChallengedPkce challenge) {
        Client configured = provider.client();
        return SeededPkce.of(challenge, Objects.requireNonNull(configured.id()), configured.scope());
    }

    /** {@code seed} with the configured audience and parameters where it says nothing of them. */
    public SeededPkce complete(SeededPkce seed) {
        Map<String, String> usual = new HashMap<>(provider.dialect().parameters());
        if (provider.client().audience() != null) {
            usual.put("audience", provider.client().audience());
        }
        return seed.withUsual(usual);
    }

    /** Refuses a client other than the configured one, if one is configured. */
    void requireClient(String clientId) {
        String configured = provider.client().id();
        if (configured != null && !configured.equals(clientId)) {
            throw new PkceException(Problem.badRequest(
                    "unauthorized_client", "\"client_id\" is not the one that is configured for the provider."));
        }
    }
}

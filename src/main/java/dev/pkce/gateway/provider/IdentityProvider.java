package dev.pkce.gateway.provider;

import com.nimbusds.jose.jwk.JWKSet;
import dev.pkce.gateway.api.ChallengedPkce;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.SeededPkce;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One configured provider and what was learnt of it. Safe from any event loop. */
public final class IdentityProvider {
    private final Provider provider;
    private final Supplier<String> callback;
    private final Discovery discovery;
    private final SigningKeys keys;

    IdentityProvider(Vertx vertx, Provider provider, ProviderClient client, Supplier<String> callback) {
        this.provider = provider;
        this.callback = callback;
        this.discovery = new Discovery(vertx, provider);
        this.keys = new SigningKeys(vertx, client);
    }

    /** Its configuration. */
    public Provider provider() {
        return provider;
    }

    /** Where it is to be reached. */
    public Future<Metadata> metadata() {
        return discovery.metadata();
    }

    /** Its signing keys, fetched anew if {@code kid} is not among those known. */
    public Future<JWKSet> keys(@Nullable String kid) {
        return metadata()
                .compose(known -> known.jwks() == null
                        ? Future.failedFuture(new PkceException(
                                Problem.providerFailed("The identity provider publishes no signing keys.")))
                        : keys.keys(known.jwks(), kid));
    }

    /**
     * The redirect_uri to ask with: {@code asked} if it is registered, character by character (RFC 9700 section 4.1.3),
     * the first registered one if none is asked for. The gateway's own callback always counts as registered.
     */
    public String redirectUri(@Nullable String asked) {
        List<String> registered = provider.client().redirectUris();
        if (asked == null) {
            return registered.isEmpty() ? callback.get() : registered.get(0);
        }
        if (!registered.contains(asked) && !asked.equals(callback.get())) {
            throw new PkceException(Problem.invalidRequest("\"redirect_uri\" is not configured for the provider."));
        }
        return asked;
    }

    /** The seed for a caller who brings none: all of it as configured. */
    public SeededPkce seed(ChallengedPkce challenge) {
        Client client = provider.client();
        return SeededPkce.of(challenge, Objects.requireNonNull(client.id()), client.scope());
    }

    /** {@code seed} with the configured audience where it names none. */
    public SeededPkce complete(SeededPkce seed) {
        String audience = provider.client().audience();
        return audience == null || seed.parameters().containsKey("audience") ? seed : seed.with("audience", audience);
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

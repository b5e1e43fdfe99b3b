package dev.pkce.gateway.provider;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The configured providers, and which of them a caller means. */
public final class Providers {
    private final Map<String, IdentityProvider> byName = new LinkedHashMap<>();
    private final Map<String, IdentityProvider> byDomain = new HashMap<>();
    private final Map<String, IdentityProvider> byClient = new HashMap<>();
    private final @Nullable IdentityProvider fallback;

    /** Providers that answer to {@code callback}, the gateway's own redirect_uri, which is known once it listens. */
    public Providers(Vertx vertx, List<Provider> configured, ProviderClient client, Supplier<String> callback) {
        IdentityProvider byDefault = null;
        for (Provider provider : configured) {
            IdentityProvider known = new IdentityProvider(vertx, provider, client, callback);
            byName.put(provider.name(), known);
            byDomain.put(Domain.normal(provider.issuer()), known);
            provider.routing().domains().forEach(domain -> byDomain.put(Domain.normal(domain), known));
            if (provider.client().id() != null) {
                byClient.putIfAbsent(provider.client().id(), known);
            }
            byDefault = provider.routing().fallback() ? known : byDefault;
        }
        this.fallback = byDefault;
    }

    /** The provider of {@code name}, which a flow is bound to. */
    public IdentityProvider named(String name) {
        IdentityProvider known = byName.get(name);
        if (known == null) {
            throw new PkceException(Problem.unknownFlow());
        }
        return known;
    }

    /** The provider that {@code domain} names, else the one of {@code clientId}, else the default one. */
    public IdentityProvider choose(@Nullable String domain, String clientId) {
        IdentityProvider chosen =
                domain == null ? byClient.getOrDefault(clientId, fallback) : byDomain.get(Domain.normal(domain));
        if (chosen == null) {
            throw new PkceException(
                    Problem.badRequest("unauthorized_domain", "\"domain\" names no configured provider."));
        }
        chosen.requireClient(clientId);
        return chosen;
    }

    /** The provider for a caller who names none. */
    public IdentityProvider fallback() {
        if (fallback == null || fallback.provider().client().id() == null) {
            throw new PkceException(
                    Problem.invalidRequest("A seed is required: no default provider with a client-id is configured."));
        }
        return fallback;
    }
}

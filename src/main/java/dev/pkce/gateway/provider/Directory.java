package dev.pkce.gateway.provider;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The providers of one configuration, and which of them a caller means. */
final class Directory {
    private final Map<String, IdentityProvider> byName = new LinkedHashMap<>();
    private final Map<String, List<IdentityProvider>> byDomain = new HashMap<>();
    private final Map<String, Set<IdentityProvider>> byClient = new HashMap<>();
    private final @Nullable IdentityProvider fallback;
    private final long takingAnyClient;

    Directory(List<IdentityProvider> providers) {
        IdentityProvider byDefault = null;
        for (IdentityProvider known : providers) {
            Provider provider = known.provider();
            byName.put(provider.name(), known);
            domains(provider)
                    .forEach(domain -> byDomain.computeIfAbsent(domain, any -> new ArrayList<>())
                            .add(known));
            if (provider.client().id() != null) {
                byClient.merge(provider.client().id(), Set.of(known), Directory::both);
            }
            byDefault = provider.routing().fallback() ? known : byDefault;
        }
        this.fallback = byDefault;
        this.takingAnyClient = providers.stream()
                .filter(known -> known.provider().client().id() == null)
                .count();
    }

    Collection<IdentityProvider> all() {
        return byName.values();
    }

    @Nullable IdentityProvider named(String name) {
        return byName.get(name);
    }

    IdentityProvider choose(@Nullable String domain, String clientId) {
        IdentityProvider chosen = domain == null ? of(clientId) : at(Domain.normal(domain), clientId);
        if (chosen == null) {
            throw new PkceException(Problem.badRequest(
                    "unauthorized_domain",
                    "\"domain\" names no configured provider, or is missing and the client does not tell which."));
        }
        chosen.requireClient(clientId);
        return chosen;
    }

    IdentityProvider giver(@Nullable String domain, String clientId) {
        boolean told = domain != null || byClient.containsKey(clientId) || takingAnyClient <= 1;
        if (!told) {
            throw new PkceException(Problem.badRequest(
                    "unauthorized_domain",
                    "\"domain\" is required: the client does not tell which provider is meant."));
        }
        return choose(domain, clientId);
    }

    IdentityProvider fallback() {
        if (fallback == null || fallback.provider().client().id() == null) {
            throw new PkceException(
                    Problem.invalidRequest("A seed is required: no default provider with a client-id is configured."));
        }
        return fallback;
    }

    private static Stream<String> domains(Provider provider) {
        return Stream.concat(Stream.of(provider.issuer()), provider.routing().domains().stream())
                .map(Domain::normal)
                .distinct();
    }

    /** Of several clients at one domain the one that is meant, else the one that takes any. */
    private @Nullable IdentityProvider at(String domain, String clientId) {
        List<IdentityProvider> there = byDomain.getOrDefault(domain, List.of());
        return Stream.of(Optional.of(clientId), Optional.<String>empty())
                .flatMap(id -> there.stream().filter(known -> id.equals(clientOf(known))))
                .findFirst()
                .orElse(there.isEmpty() ? null : there.get(0));
    }

    private static Optional<String> clientOf(IdentityProvider known) {
        return Optional.ofNullable(known.provider().client().id());
    }

    /** None if several have this client: a token must not be shown to a provider that did not give it. */
    private @Nullable IdentityProvider of(String clientId) {
        Set<IdentityProvider> known = byClient.get(clientId);
        if (known == null) {
            return fallback;
        }
        return known.size() == 1 ? known.iterator().next() : null;
    }

    private static Set<IdentityProvider> both(Set<IdentityProvider> some, Set<IdentityProvider> more) {
        return Stream.concat(some.stream(), more.stream()).collect(Collectors.toUnmodifiableSet());
    }
}

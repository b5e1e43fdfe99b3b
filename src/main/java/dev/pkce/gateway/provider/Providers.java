package dev.pkce.gateway.provider;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.settings.SettingProblem;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The configured providers as they are now, and which of them a caller means. Safe from any event loop. */
public final class Providers {
    // Flows and tokens know their provider by its name, and long outlive a configuration.
    private final Map<String, String> issuers = new ConcurrentHashMap<>();
    private final Vertx vertx;
    private final Supplier<String> callback;
    private final MeterRegistry registry;
    private volatile Directory directory = new Directory(List.of());

    /**
     * Providers that answer to {@code callback}, the gateway's own redirect_uri, which is known once it listens;
     * {@code registry} counts the calls to them.
     */
    public Providers(Vertx vertx, List<Provider> configured, Supplier<String> callback, MeterRegistry registry) {
        this.vertx = vertx;
        this.callback = callback;
        this.registry = registry;
        prepare(configured).enter();
    }

    /** Why {@code configured} cannot take the place of the providers: a name stands for one issuer as long as we run. */
    public List<SettingProblem> problems(List<Provider> configured) {
        return IntStream.range(0, configured.size())
                .filter(i -> isTaken(configured.get(i)))
                .mapToObj(i -> new SettingProblem(
                        "providers[" + i + "].issuer",
                        "is not the one that its name (" + configured.get(i).name()
                                + ") has stood for since the start: give it another name, or restart"))
                .toList();
    }

    private boolean isTaken(Provider provider) {
        return !provider.issuer().equals(issuers.getOrDefault(provider.name(), provider.issuer()));
    }

    /**
     * Builds {@code configured}, which has no {@link #problems}, to take the place of the providers; one that has not changed
     * stays as it is. Throws, and leaves everything as it was, where one cannot be built. Not to be called again before
     * what it gives has entered.
     */
    public Successors prepare(List<Provider> configured) {
        List<IdentityProvider> built = new ArrayList<>();
        try {
            configured.forEach(next -> built.add(provider(directory, next)));
            return new Successors(new Directory(built));
        } catch (RuntimeException unfit) {
            built.forEach(known -> retire(known, directory));
            configured.forEach(next -> forget(next, directory));
            throw unfit;
        }
    }

    /** Providers that take the place of those there are, once all that can fail is done. */
    public final class Successors {
        private final Directory coming;

        private Successors(Directory coming) {
            this.coming = coming;
        }

        /** They are the providers from now on. Calls that are under way to one that is replaced are finished. */
        public void enter() {
            Directory before = directory;
            directory = coming;
            coming.all().forEach(known -> {
                issuers.put(known.provider().name(), known.provider().issuer());
                known.bind();
            });
            before.all().forEach(known -> retire(known, coming));
            before.all().forEach(known -> forget(known.provider(), coming));
        }
    }

    private static void retire(IdentityProvider known, Directory others) {
        known.retire(others.named(known.provider().name()));
    }

    private void forget(Provider provider, Directory others) {
        if (others.named(provider.name()) == null) {
            CallMeters.forget(registry, provider.name());
        }
    }

    private IdentityProvider provider(Directory before, Provider next) {
        IdentityProvider known = before.named(next.name());
        return known == null ? new IdentityProvider(vertx, next, callback, registry) : known.as(next);
    }

    /** Finds out about the providers before anybody needs them. What fails is tried again when it is needed. */
    public void learn() {
        directory.all().forEach(IdentityProvider::learn);
    }

    /** Whether a provider of {@code name} is configured. */
    public boolean knows(String name) {
        return directory.named(name) != null;
    }

    /** Whether each of them was found and is not known to be down, by name. */
    public Map<String, Boolean> answering() {
        Map<String, Boolean> answering = new LinkedHashMap<>();
        directory
                .all()
                .forEach(known ->
                        answering.put(known.provider().name(), known.trouble().isEmpty()));
        return answering;
    }

    /** All of them, as they are configured now. */
    public Collection<IdentityProvider> all() {
        return List.copyOf(directory.all());
    }

    /** The provider of {@code name}, which a flow is bound to. */
    public IdentityProvider named(String name) {
        IdentityProvider known = directory.named(name);
        if (known == null) {
            throw new PkceException(Problem.unknownFlow());
        }
        return known;
    }

    /** The provider that {@code domain} names, else the one of {@code clientId}, else the default one. */
    public IdentityProvider choose(@Nullable String domain, String clientId) {
        return directory.choose(domain, clientId);
    }

    /**
     * The provider that a token or code of unknown origin is shown to: as {@link #choose}, but never the default one by
     * guess, where several would take the client. It is not to be shown to a provider that did not give it.
     */
    public IdentityProvider giver(@Nullable String domain, String clientId) {
        return directory.giver(domain, clientId);
    }

    /** The provider for a caller who names none. */
    public IdentityProvider fallback() {
        return directory.fallback();
    }
}

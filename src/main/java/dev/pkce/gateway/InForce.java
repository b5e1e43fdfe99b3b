package dev.pkce.gateway;

import dev.pkce.gateway.flow.FlowStore;
import dev.pkce.gateway.provider.Provider;
import dev.pkce.gateway.provider.Providers;
import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.settings.SettingProblem;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a gateway runs by at the moment. Asked from any thread, changed from one. */
final class InForce {
    private static final Logger LOG = LoggerFactory.getLogger(InForce.class);

    private volatile GatewayConfig config;
    private volatile Set<String> gone = Set.of();
    // Whether flows of a provider that is gone may still be there.
    private volatile boolean left;

    InForce(GatewayConfig config) {
        this.config = config;
    }

    GatewayConfig config() {
        return config;
    }

    /** Whether the provider of {@code name} was configured since the start and no longer is. */
    boolean isGone(String name) {
        return gone.contains(name);
    }

    /** Why the providers of {@code config} could not send anybody back, if nothing listens at the gateway's own address. */
    static List<SettingProblem> lostReturns(GatewayConfig config) {
        List<Provider> providers = config.http().publicUrl() == null ? config.providers() : List.of();
        return IntStream.range(0, providers.size())
                .filter(i -> providers.get(i).client().redirectUris().isEmpty())
                .mapToObj(i -> new SettingProblem(
                        "providers[" + i + "].redirect-uris",
                        "must be given, or http.public-url, as nothing listens for who is sent back"))
                .toList();
    }

    /**
     * Has {@code providers} and {@code flows} go on by {@code next}, as far as that can be changed. Fails, and changes
     * nothing, with {@link InvalidConfiguration} where what would come of it is not safe, or with what keeps a provider
     * from being built. Nothing fails once the first part is in force.
     */
    Future<GatewayConfig> swap(GatewayConfig next, Providers providers, FlowStore flows) {
        List<SettingProblem> problems = Stream.of(config.problems(next), providers.problems(next.providers()))
                .flatMap(List::stream)
                .toList();
        if (!problems.isEmpty()) {
            return Future.failedFuture(new InvalidConfiguration(problems));
        }
        GatewayConfig now = config.reloaded(next);
        Providers.Successors successors = providers.prepare(now.providers());
        forsake(names(config), names(now));
        config = now;
        successors.enter();
        providers.learn();
        return left ? end(flows).map(now) : Future.succeededFuture(now);
    }

    private void forsake(Set<String> before, Set<String> now) {
        Set<String> all = new HashSet<>(gone);
        all.addAll(before);
        all.removeAll(now);
        left |= !gone.containsAll(all);
        gone = Set.copyOf(all);
    }

    private static Set<String> names(GatewayConfig config) {
        return config.providers().stream().map(Provider::name).collect(Collectors.toSet());
    }

    /** The store may be out of reach; that undoes nothing, as each of these flows also ends where it is met. */
    private Future<?> end(FlowStore flows) {
        return flows.endForsaken()
                .onSuccess(ended -> left = false)
                .onFailure(failure -> LOG.warn(
                        "Not all sign-ins with providers that are gone could be ended now: the rest end as they are met ({})",
                        failure.getClass().getSimpleName()))
                .otherwiseEmpty();
    }
}

package dev.pkce.gateway;

import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.flow.Flow;
import dev.pkce.gateway.flow.FlowStore;
import dev.pkce.gateway.provider.Provider;
import dev.pkce.gateway.provider.Providers;
import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.settings.SettingProblem;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a gateway runs by at the moment. */
final class InForce {
    private volatile GatewayConfig config;

    InForce(GatewayConfig config) {
        this.config = config;
    }

    GatewayConfig config() {
        return config;
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
     * Has {@code providers} and {@code flows} go on by {@code next}, as far as that can be changed. Fails with {@link
     * InvalidConfiguration}, and changes nothing, where what would come of it is not safe.
     */
    Future<GatewayConfig> swap(GatewayConfig next, Providers providers, FlowStore flows) {
        List<SettingProblem> problems = Stream.of(config.problems(next), providers.problems(next.providers()))
                .flatMap(List::stream)
                .toList();
        if (!problems.isEmpty()) {
            return Future.failedFuture(new InvalidConfiguration(problems));
        }
        GatewayConfig now = config.reloaded(next);
        config = now;
        Set<String> gone = providers.reload(now.providers());
        providers.learn();
        if (gone.isEmpty()) {
            return Future.succeededFuture(now);
        }
        return flows.end(flow -> flow instanceof Flow.Bound bound && bound.needs(gone), Problem.providerGone())
                .map(ended -> now);
    }
}

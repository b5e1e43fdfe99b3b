package dev.pkce.gateway;

import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.authorize.AuthorizeVerticle;
import dev.pkce.gateway.authorize.UnderWay;
import dev.pkce.gateway.challenge.ChallengeVerticle;
import dev.pkce.gateway.flow.FlowConfig;
import dev.pkce.gateway.flow.FlowStore;
import dev.pkce.gateway.flow.FlowVerticle;
import dev.pkce.gateway.http.Counting;
import dev.pkce.gateway.http.HttpVerticle;
import dev.pkce.gateway.http.Logins;
import dev.pkce.gateway.provider.Providers;
import dev.pkce.gateway.seal.KeyRing;
import dev.pkce.gateway.token.TokenVerticle;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.Key;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** The verticles of a gateway, and what they have in common. */
final class Assembly {
    /** Where providers send browsers back to, below {@link Doors#url}. */
    static final String CALLBACK = "/pkce/response/code";

    private final InForce inForce;
    private final Doors doors;
    private final MeterRegistry registry;
    private final Backing backing;
    private final Providers providers;
    private final Parts parts;
    private final UnderWay underWay;

    /** Of the gateway that {@code doors} lead to, which keeps things in {@code backing}; deploys nothing yet. */
    Assembly(Vertx vertx, InForce inForce, Doors doors, MeterRegistry registry, Backing backing) {
        this.inForce = inForce;
        this.doors = doors;
        this.registry = registry;
        this.backing = backing;
        this.parts = new Parts(vertx);
        this.underWay = new UnderWay(registry);
        this.providers = new Providers(
                vertx,
                inForce.config().providers(),
                // One text for all flows that keep it.
                () -> (doors.url(inForce.config().http()) + CALLBACK).intern(),
                registry);
    }

    FlowStore flows() {
        return backing.flows();
    }

    Providers providers() {
        return providers;
    }

    /** Stops all of them in order, as {@code stop} is configured. */
    Future<?> drain(StopConfig stop) {
        return parts.drain(stop, underWay::settled);
    }

    /** Deploys all of them, the listener last. */
    Future<?> deploy(Vertx vertx, Oversight oversight) {
        PkceGateway gateway = PkceGateway.on(vertx);
        boolean revokeOnClear = inForce.config().flows().revokeOnClear();
        Supplier<FlowConfig> limits = () -> inForce.config().flows();
        return oversight
                .begin(gateway, backing, providers, doors.managed())
                .compose(v -> vertx.deployVerticle(new FlowVerticle(flows(), revokeOnClear, registry)))
                .compose(v -> parts.deploy(
                        Parts.CHALLENGE,
                        () -> new ChallengeVerticle(flows(), () -> limits.get().strict())))
                .compose(v -> parts.deploy(
                        Parts.AUTHORIZE, AuthorizeVerticle.instances(gateway, flows(), providers, limits, underWay)))
                .compose(v ->
                        parts.deploy(Parts.TOKEN, () -> new TokenVerticle(flows(), providers, backing.exchanges())))
                .compose(v -> doors.listens() ? parts.deploy(Parts.HTTP, http(limits)) : Future.succeededFuture())
                .onSuccess(v -> oversight.started(providers));
    }

    private Supplier<Deployable> http(Supplier<FlowConfig> limits) {
        return HttpVerticle.instances(
                () -> inForce.config().http(),
                new Logins(
                        limits.get().binding(),
                        () -> limits.get().ttl(),
                        cookieKeys(limits),
                        () -> Choices.of(providers)),
                doors.port::set,
                new Counting(backing.shares(), registry),
                parts::draining);
    }

    /** From the ring that all nodes have, where there is one: a browser may begin at one node and come back to another. */
    private static Supplier<List<Key>> cookieKeys(Supplier<FlowConfig> limits) {
        Supplier<KeyRing> own = KeyRing.random();
        return () -> Objects.requireNonNullElseGet(limits.get().keys(), own).macs("cookie");
    }
}

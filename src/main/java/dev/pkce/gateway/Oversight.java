package dev.pkce.gateway;

import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.flow.FlowStore;
import dev.pkce.gateway.ops.AuditLog;
import dev.pkce.gateway.ops.Check;
import dev.pkce.gateway.ops.EventLoops;
import dev.pkce.gateway.ops.Health;
import dev.pkce.gateway.ops.Journal;
import dev.pkce.gateway.ops.ManagementConfig;
import dev.pkce.gateway.ops.ManagementVerticle;
import dev.pkce.gateway.ops.Meters;
import dev.pkce.gateway.ops.Readiness;
import dev.pkce.gateway.ops.Vitals;
import dev.pkce.gateway.provider.Providers;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/** What operators see of a gateway: how it is, what it counts, and what happened to logins. */
final class Oversight {
    private static final long LEARN_EVERY_MILLIS = 5_000;

    private final Vertx vertx;
    private final InForce inForce;
    private final Readiness readiness;
    private final Meters meters;

    Oversight(Vertx vertx, InForce inForce, Readiness readiness, Meters meters) {
        this.vertx = vertx;
        this.inForce = inForce;
        this.readiness = readiness;
        this.meters = meters;
    }

    /** Writes down what happens from now on and, where there is a port for operators, tells whoever asks there. */
    Future<?> begin(PkceGateway gateway, Backing backing, Providers providers, boolean port) {
        gateway.events(new AuditLog()::write, missed("log"));
        EventLoops loops = new EventLoops(meters.registry());
        return vertx.deployVerticle(loops)
                .compose(v -> port ? listen(gateway, backing, providers, loops) : Future.succeededFuture());
    }

    private Future<?> listen(PkceGateway gateway, Backing backing, Providers providers, EventLoops loops) {
        ManagementConfig config = inForce.config().management();
        Journal journal = new Journal(config.journal());
        gateway.events(journal::add, missed("journal"));
        Vitals vitals = new Vitals(readiness, backing.flows()::size, providers::answering);
        Health health = health(loops, backing.flows(), providers).needing(backing.needed());
        return vertx.deployVerticle(new ManagementVerticle(config, vitals, journal, health, meters));
    }

    private Runnable missed(String listener) {
        return Counter.builder("pkce.events.missed")
                .description("Events that came faster than they could be written down.")
                .tag("listener", listener)
                .register(meters.registry())::increment;
    }

    private Health health(EventLoops loops, FlowStore flows, Providers providers) {
        Check room = Check.that(
                "flows", () -> flows.size() < inForce.config().flows().max(), "flows.max is reached.");
        return new Health(readiness, loops, room, () -> checks(providers), needsProvider());
    }

    private static List<Check> checks(Providers providers) {
        return providers.all().stream()
                .map(one -> new Check("provider " + one.provider().name(), one::trouble))
                .toList();
    }

    private boolean needsProvider() {
        return inForce.config().management().readyNeedsProvider();
    }

    /** Everything is there. */
    void started(Providers providers) {
        readiness.start();
        providers.learn();
        if (needsProvider()) {
            // Nobody is sent here before one is known, so that no login would ask again.
            vertx.setPeriodic(LEARN_EVERY_MILLIS, tick -> providers.learn());
        }
    }
}

package dev.pkce.gateway;

import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.authorize.AuthorizeVerticle;
import dev.pkce.gateway.challenge.ChallengeVerticle;
import dev.pkce.gateway.flow.Flow;
import dev.pkce.gateway.flow.FlowStore;
import dev.pkce.gateway.flow.FlowVerticle;
import dev.pkce.gateway.http.HttpVerticle;
import dev.pkce.gateway.ops.AuditLog;
import dev.pkce.gateway.ops.Check;
import dev.pkce.gateway.ops.EventLoops;
import dev.pkce.gateway.ops.Health;
import dev.pkce.gateway.ops.Journal;
import dev.pkce.gateway.ops.ManagementVerticle;
import dev.pkce.gateway.ops.Meters;
import dev.pkce.gateway.ops.Readiness;
import dev.pkce.gateway.ops.Vitals;
import dev.pkce.gateway.provider.Providers;
import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.settings.SettingProblem;
import dev.pkce.gateway.token.Exchanges;
import dev.pkce.gateway.token.TokenVerticle;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The whole gateway: deploys every verticle, the listener last, one instance of each for every event loop. */
public final class GatewayVerticle extends VerticleBase {
    /** Where providers send browsers back to, below {@link #url}. */
    static final String CALLBACK = "/pkce/response/code";

    private static final String AUTHORIZE = "authorize";
    private static final String TOKEN = "token";
    private static final String HTTP = "http";
    private static final long LEARN_EVERY_MILLIS = 5_000;

    private final Map<String, String> deployed = new ConcurrentHashMap<>();
    private final Map<String, Future<?>> ended = new ConcurrentHashMap<>();
    private final AtomicInteger port = new AtomicInteger();
    private final Readiness readiness = new Readiness();
    private final @Nullable MeterRegistry given;
    private volatile GatewayConfig config;
    private @Nullable Meters meters;
    private @Nullable FlowStore store;
    private @Nullable Providers providers;

    /** A gateway as {@code config} has it. */
    public GatewayVerticle(GatewayConfig config) {
        this(config, null);
    }

    /**
     * The same for a program that has a registry of its own: what is counted there has names that begin with
     * {@code pkce.}, and is removed with the verticle.
     */
    public GatewayVerticle(GatewayConfig config, @Nullable MeterRegistry registry) {
        this.config = config;
        this.given = registry;
    }

    /** Where it listens; 0 until it does. */
    public int port() {
        return port.get();
    }

    /** Where the management port listens; 0 until it does. */
    public int managementPort() {
        return readiness.managementPort();
    }

    /** The URL that clients and browsers reach it by, once it listens. */
    public String url() {
        return config.http().publicUrl(port());
    }

    /** What it runs by at the moment. */
    public GatewayConfig inForce() {
        return config;
    }

    /**
     * Goes on by {@code next}, as far as that can be changed without a restart; the rest stays as it is. No flow is lost but
     * those of a provider that is gone, whose callers are told. Fails, and changes nothing, with {@link
     * InvalidConfiguration} where what would come of it is not safe.
     *
     * @return what it runs by from now on
     */
    public Future<GatewayConfig> reload(GatewayConfig next) {
        Promise<GatewayConfig> reloaded = Promise.promise();
        context.runOnContext(turn -> swap(next).onComplete(reloaded));
        return reloaded.future();
    }

    private Future<GatewayConfig> swap(GatewayConfig next) {
        Providers known = Objects.requireNonNull(providers);
        FlowStore flows = Objects.requireNonNull(store);
        List<SettingProblem> problems = Stream.of(config.problems(next), known.problems(next.providers()))
                .flatMap(List::stream)
                .toList();
        if (!problems.isEmpty()) {
            return Future.failedFuture(new InvalidConfiguration(problems));
        }
        GatewayConfig now = config.reloaded(next);
        config = now;
        Set<String> gone = known.reload(now.providers());
        known.learn();
        if (gone.isEmpty()) {
            return Future.succeededFuture(now);
        }
        // Reading every row of a large store takes longer than an event loop may be held.
        return vertx.executeBlocking(() -> {
            flows.end(flow -> flow instanceof Flow.Bound bound && bound.needs(gone), Problem.providerGone());
            return now;
        });
    }

    /**
     * Stops in order, as {@code stop} is configured: tells whoever balances load to send no more, and after the delay
     * takes nothing new, finishes the exchanges under way and answers with 503 who still waits. Undeploy it then.
     */
    public Future<?> drain() {
        readiness.drain();
        StopConfig stop = config.stop();
        // Of what is left then those who wait are to be told in any case.
        long patience = stop.deadline().minus(stop.delay()).toMillis() * 3 / 4;
        return new Draining()
                .then("others know that it is not ready", () -> pause(stop.delay()))
                .then("nothing new is taken", this::close)
                .then("exchanges are finished", () -> undeploy(TOKEN).timeout(patience, TimeUnit.MILLISECONDS))
                .then("who waited has been told", () -> undeploy(AUTHORIZE))
                .then("all answers have left", () -> undeploy(HTTP))
                .over();
    }

    private Future<?> pause(Duration delay) {
        return delay.isZero() ? Future.succeededFuture() : vertx.timer(delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Begins to close the listener, which is over when all that it took is answered. */
    private Future<?> close() {
        undeploy(HTTP);
        return Future.succeededFuture();
    }

    private Future<?> undeploy(String part) {
        return ended.computeIfAbsent(part, any -> vertx.undeploy(deployed.getOrDefault(part, "")));
    }

    @Override
    public Future<?> start() {
        meters = given == null ? Meters.own() : Meters.in(given);
        return deployAll(meters.registry()).onFailure(failure -> stop());
    }

    @Override
    public Future<?> stop() {
        if (meters != null) {
            meters.close();
        }
        return Future.succeededFuture();
    }

    private Future<?> deployAll(MeterRegistry registry) {
        FlowStore flows = new FlowStore(vertx, () -> config.flows());
        Providers known = new Providers(vertx, config.providers(), () -> url() + CALLBACK, registry);
        PkceGateway gateway = PkceGateway.on(vertx);
        Exchanges exchanges = new Exchanges(config.flows().revokeOnClear());
        Journal journal = new Journal(config.management().journal());
        gateway.events(new AuditLog()::write);
        gateway.events(journal::add);
        store = flows;
        providers = known;
        Vitals vitals = new Vitals(readiness, flows::size, known::answering);
        EventLoops loops = new EventLoops(registry);
        Health health = health(loops, flows, known);
        return vertx.deployVerticle(new ManagementVerticle(config.management(), vitals, journal, health, registry))
                .compose(v -> vertx.deployVerticle(loops))
                .compose(v -> vertx.deployVerticle(
                        new FlowVerticle(flows, config.flows().revokeOnClear(), registry)))
                .compose(v -> deploy(
                        "challenge",
                        () -> new ChallengeVerticle(flows, () -> config.flows().strict())))
                .compose(v -> deploy(
                        AUTHORIZE, AuthorizeVerticle.instances(gateway, flows, known, () -> config.flows(), registry)))
                .compose(v -> deploy(TOKEN, () -> new TokenVerticle(flows, known, exchanges)))
                .compose(v -> deploy(
                        HTTP,
                        HttpVerticle.instances(
                                () -> config.http(),
                                config.flows().binding(),
                                () -> config.flows().ttl(),
                                port::set,
                                registry)))
                .onSuccess(v -> readiness.start())
                .onSuccess(v -> learn(known));
    }

    private Health health(EventLoops loops, FlowStore flows, Providers known) {
        Check room = Check.that("flows", () -> flows.size() < config.flows().max(), "flows.max is reached.");
        return new Health(
                readiness, loops, room, () -> checks(known), config.management().readyNeedsProvider());
    }

    private static List<Check> checks(Providers known) {
        return known.all().stream()
                .map(one -> new Check("provider " + one.provider().name(), one::trouble))
                .toList();
    }

    private void learn(Providers known) {
        known.learn();
        if (config.management().readyNeedsProvider()) {
            // Nobody is sent here before one is known, so that no login would ask again.
            vertx.setPeriodic(LEARN_EVERY_MILLIS, tick -> known.learn());
        }
    }

    private Future<String> deploy(String part, Supplier<Deployable> verticle) {
        return vertx.deployVerticle(
                        verticle, new DeploymentOptions().setInstances(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE))
                .onSuccess(id -> deployed.put(part, id));
    }
}

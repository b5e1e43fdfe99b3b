package dev.pkce.gateway;

import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.authorize.AuthorizeVerticle;
import dev.pkce.gateway.challenge.ChallengeVerticle;
import dev.pkce.gateway.flow.FlowStore;
import dev.pkce.gateway.flow.FlowVerticle;
import dev.pkce.gateway.http.HttpVerticle;
import dev.pkce.gateway.ops.AuditLog;
import dev.pkce.gateway.ops.Journal;
import dev.pkce.gateway.ops.ManagementVerticle;
import dev.pkce.gateway.ops.Readiness;
import dev.pkce.gateway.ops.Vitals;
import dev.pkce.gateway.provider.Providers;
import dev.pkce.gateway.token.Exchanges;
import dev.pkce.gateway.token.TokenVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The whole gateway: deploys every verticle, the listener last, one instance of each for every event loop. */
public final class GatewayVerticle extends VerticleBase {
    /** Where providers send browsers back to, below {@link #url}. */
    static final String CALLBACK = "/pkce/response/code";

    private static final String AUTHORIZE = "authorize";
    private static final String TOKEN = "token";
    private static final String HTTP = "http";

    private final Map<String, String> deployed = new ConcurrentHashMap<>();
    private final Map<String, Future<?>> ended = new ConcurrentHashMap<>();
    private final AtomicInteger port = new AtomicInteger();
    private final Readiness readiness = new Readiness();
    private final GatewayConfig config;

    /** A gateway as {@code config} has it. */
    public GatewayVerticle(GatewayConfig config) {
        this.config = config;
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
        FlowStore store = new FlowStore(vertx, config.flows());
        Providers providers = new Providers(vertx, config.providers(), () -> url() + CALLBACK);
        PkceGateway gateway = PkceGateway.on(vertx);
        Exchanges exchanges = new Exchanges(config.flows().revokeOnClear());
        Journal journal = new Journal(config.management().journal());
        gateway.events(new AuditLog()::write);
        gateway.events(journal::add);
        Vitals vitals = new Vitals(readiness, store::size, providers::answering);
        return vertx.deployVerticle(new ManagementVerticle(config.management(), vitals, journal))
                .compose(v -> vertx.deployVerticle(
                        new FlowVerticle(store, config.flows().revokeOnClear())))
                .compose(v -> deploy(
                        "challenge",
                        () -> new ChallengeVerticle(store, config.flows().strict())))
                .compose(v -> deploy(AUTHORIZE, () -> new AuthorizeVerticle(gateway, store, providers, config.flows())))
                .compose(v -> deploy(TOKEN, () -> new TokenVerticle(store, providers, exchanges)))
                .compose(v -> deploy(
                        HTTP,
                        HttpVerticle.instances(
                                config.http(),
                                config.flows().binding(),
                                config.flows().ttl(),
                                port::set)))
                .onSuccess(v -> readiness.start())
                .onSuccess(v -> providers.learn());
    }

    private Future<String> deploy(String part, Supplier<Deployable> verticle) {
        return vertx.deployVerticle(
                        verticle, new DeploymentOptions().setInstances(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE))
                .onSuccess(id -> deployed.put(part, id));
    }
}

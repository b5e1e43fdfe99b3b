package dev.pkce.gateway;

import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.authorize.AuthorizeVerticle;
import dev.pkce.gateway.challenge.ChallengeVerticle;
import dev.pkce.gateway.flow.FlowStore;
import dev.pkce.gateway.flow.FlowVerticle;
import dev.pkce.gateway.http.HttpVerticle;
import dev.pkce.gateway.ops.AuditLog;
import dev.pkce.gateway.ops.ManagementVerticle;
import dev.pkce.gateway.ops.Readiness;
import dev.pkce.gateway.provider.Providers;
import dev.pkce.gateway.token.Exchanges;
import dev.pkce.gateway.token.TokenVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.VertxOptions;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The whole gateway: deploys every verticle, the listener last, one instance of each for every event loop. */
public final class GatewayVerticle extends VerticleBase {
    /** Where providers send browsers back to, below {@link #url}. */
    static final String CALLBACK = "/pkce/response/code";

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
     * Tells whoever balances load to send no more. Undeploying then answers parked callers with 503 and finishes the
     * exchanges under way.
     */
    public void drain() {
        readiness.drain();
    }

    @Override
    public Future<?> start() {
        FlowStore store = new FlowStore(vertx, config.flows());
        Providers providers = new Providers(vertx, config.providers(), () -> url() + CALLBACK);
        PkceGateway gateway = PkceGateway.on(vertx);
        Exchanges exchanges = new Exchanges(config.flows().revokeOnClear());
        gateway.events(new AuditLog()::write);
        return vertx.deployVerticle(new ManagementVerticle(config.management(), readiness))
                .compose(v -> vertx.deployVerticle(
                        new FlowVerticle(store, config.flows().revokeOnClear())))
                .compose(v ->
                        deploy(() -> new ChallengeVerticle(store, config.flows().strict())))
                .compose(v -> deploy(() -> new AuthorizeVerticle(gateway, store, providers, config.flows())))
                .compose(v -> deploy(() -> new TokenVerticle(store, providers, exchanges)))
                .compose(v -> deploy(HttpVerticle.instances(
                        config.http(), config.flows().binding(), config.flows().ttl(), port::set)))
                .onSuccess(v -> readiness.start())
                .onSuccess(v -> providers.learn());
    }

    private Future<String> deploy(Supplier<Deployable> verticle) {
        return vertx.deployVerticle(
                verticle, new DeploymentOptions().setInstances(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE));
    }
}

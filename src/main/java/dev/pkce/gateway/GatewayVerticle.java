package dev.pkce.gateway;

import static java.util.Objects.requireNonNull;

import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.authorize.AuthorizeVerticle;
import dev.pkce.gateway.challenge.ChallengeVerticle;
import dev.pkce.gateway.flow.FlowStore;
import dev.pkce.gateway.flow.FlowVerticle;
import dev.pkce.gateway.http.Counting;
import dev.pkce.gateway.http.HttpVerticle;
import dev.pkce.gateway.ops.Meters;
import dev.pkce.gateway.ops.Readiness;
import dev.pkce.gateway.provider.Providers;
import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.token.TokenVerticle;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The whole gateway: deploys every verticle, the listener last, one instance of each for every event loop. */
public final class GatewayVerticle extends VerticleBase {
    /** Where providers send browsers back to, below {@link #url}. */
    static final String CALLBACK = "/pkce/response/code";

    private final AtomicInteger port = new AtomicInteger();
    private final Readiness readiness = new Readiness();
    private final @Nullable MeterRegistry given;
    private final InForce inForce;
    private @Nullable Parts parts;
    private @Nullable Meters meters;
    private @Nullable Backing backing;
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
        this.inForce = new InForce(config);
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
        return inForce().http().publicUrl(port());
    }

    /** What it runs by at the moment. */
    public GatewayConfig inForce() {
        return inForce.config();
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
        return inForce.swap(
                next, requireNonNull(providers), requireNonNull(backing).flows());
    }

    /**
     * Stops in order, as {@code stop} is configured: tells whoever balances load to send no more, and after the delay
     * takes nothing new, finishes the exchanges under way and answers with 503 who still waits. Undeploy it then.
     */
    public Future<?> drain() {
        readiness.drain();
        return requireNonNull(parts).drain(inForce().stop());
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
        return backing == null ? Future.succeededFuture() : backing.close();
    }

    private Future<?> deployAll(MeterRegistry registry) {
        return Backing.open(vertx, inForce, registry).compose(opened -> {
            backing = opened;
            return deployAll(opened, registry);
        });
    }

    private Future<?> deployAll(Backing opened, MeterRegistry registry) {
        FlowStore flows = opened.flows();
        Providers known = new Providers(vertx, inForce().providers(), () -> url() + CALLBACK, registry);
        PkceGateway gateway = PkceGateway.on(vertx);
        boolean revokeOnClear = inForce().flows().revokeOnClear();
        Parts all = new Parts(vertx);
        providers = known;
        parts = all;
        Oversight oversight = new Oversight(vertx, inForce, readiness, registry);
        return oversight
                .begin(gateway, opened, known)
                .compose(v -> vertx.deployVerticle(new FlowVerticle(flows, revokeOnClear, registry)))
                .compose(v -> all.deploy(
                        Parts.CHALLENGE,
                        () -> new ChallengeVerticle(
                                flows, () -> inForce().flows().strict())))
                .compose(v -> all.deploy(
                        Parts.AUTHORIZE,
                        AuthorizeVerticle.instances(
                                gateway, flows, known, () -> inForce().flows(), registry)))
                .compose(v -> all.deploy(Parts.TOKEN, () -> new TokenVerticle(flows, known, opened.exchanges())))
                .compose(v -> all.deploy(Parts.HTTP, http(new Counting(opened.shares(), registry))))
                .onSuccess(v -> oversight.started(known));
    }

    private Supplier<Deployable> http(Counting counting) {
        return HttpVerticle.instances(
                () -> inForce().http(),
                inForce().flows().binding(),
                () -> inForce().flows().ttl(),
                port::set,
                counting);
    }
}

package dev.pkce.gateway;

import static java.util.Objects.requireNonNull;

import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.authorize.AuthorizeVerticle;
import dev.pkce.gateway.challenge.ChallengeVerticle;
import dev.pkce.gateway.flow.FlowStore;
import dev.pkce.gateway.flow.FlowVerticle;
import dev.pkce.gateway.http.Counting;
import dev.pkce.gateway.http.HttpVerticle;
import dev.pkce.gateway.http.Logins;
import dev.pkce.gateway.ops.Meters;
import dev.pkce.gateway.ops.Readiness;
import dev.pkce.gateway.provider.Providers;
import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.settings.SettingProblem;
import dev.pkce.gateway.token.TokenVerticle;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The whole gateway: deploys every verticle, the listener last, one instance of each for every event loop. It may be
 * deployed in a Vert.x that does other things too, where it uses the addresses and local maps whose names begin with
 * {@code pkce.}, and leaves nothing but the codecs of its messages once it is undeployed. A Vert.x has room for one: a
 * second is refused with an {@link IllegalStateException}, since its addresses are the same.
 */
public final class GatewayVerticle extends VerticleBase {
    /** Where providers send browsers back to, below {@link #url}. */
    static final String CALLBACK = "/pkce/response/code";

    private final AtomicInteger port = new AtomicInteger();
    private final Readiness readiness = new Readiness();
    private final @Nullable MeterRegistry given;
    private final InForce inForce;
    private boolean listens = true;
    private boolean managed = true;
    private @Nullable Place place;
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

    /**
     * Has nothing listen for programs and browsers; to be called before it is deployed. The program around it sends people
     * where {@link PkceGateway#redirect} says, and hands what the provider sends them back with to {@link
     * PkceGateway#respond}. So the configuration must say where that is, by {@code redirect-uris} of each provider or by
     * {@code http.public-url}; else deploying fails with {@link InvalidConfiguration}. Nobody but the program then ties
     * browsers to flows: {@code flows.binding: cookie} is without effect.
     */
    public GatewayVerticle withoutHttp() {
        listens = false;
        return this;
    }

    /** Has no port for operators; to be called before it is deployed. Events and the registry tell of it all the same. */
    public GatewayVerticle withoutManagement() {
        managed = false;
        return this;
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
        // Composed, so that whatever is thrown is told, and the next change is not waited for in vain.
        context.runOnContext(
                turn -> Future.succeededFuture().compose(v -> swap(next)).onComplete(reloaded));
        return reloaded.future();
    }

    private Future<GatewayConfig> swap(GatewayConfig next) {
        List<SettingProblem> problems = lostReturns(next);
        if (!problems.isEmpty()) {
            return Future.failedFuture(new InvalidConfiguration(problems));
        }
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
        Place own = new Place(vertx, context.deploymentID());
        return own.take().compose(taken -> {
            place = own;
            return build().onFailure(failure -> stop());
        });
    }

    private Future<?> build() {
        List<SettingProblem> problems = lostReturns(inForce());
        if (!problems.isEmpty()) {
            return Future.failedFuture(new InvalidConfiguration(problems));
        }
        Meters counting = given == null ? Meters.own() : Meters.in(given);
        meters = counting;
        return deployAll(counting.registry());
    }

    private List<SettingProblem> lostReturns(GatewayConfig config) {
        return listens ? List.of() : InForce.lostReturns(config);
    }

    @Override
    public Future<?> stop() {
        if (meters != null) {
            meters.close();
        }
        if (place != null) {
            place.leave();
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
                .begin(gateway, opened, known, managed)
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
                .compose(v ->
                        listens ? all.deploy(Parts.HTTP, http(counting(opened, registry))) : Future.succeededFuture())
                .onSuccess(v -> oversight.started(known));
    }

    private static Counting counting(Backing opened, MeterRegistry registry) {
        return new Counting(opened.shares(), registry);
    }

    private Supplier<Deployable> http(Counting counting) {
        return HttpVerticle.instances(
                () -> inForce().http(),
                new Logins(
                        inForce().flows().binding(),
                        () -> inForce().flows().ttl(),
                        () -> Choices.of(requireNonNull(providers))),
                port::set,
                counting);
    }
}

package dev.pkce.gateway;

import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.ops.Meters;
import dev.pkce.gateway.ops.Readiness;
import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.settings.SettingProblem;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole gateway: deploys every verticle, the listener last, one instance of each for every event loop. It may be
 * deployed in a Vert.x that does other things too, where it uses the addresses and local maps whose names begin with
 * {@code pkce.}, and leaves nothing but the codecs of its messages once it is undeployed. A Vert.x has room for one: a
 * second is refused with an {@link IllegalStateException}, since its addresses are the same.
 */
public final class GatewayVerticle extends VerticleBase {
    private final Doors doors = new Doors();
    private final Readiness readiness = new Readiness();
    private final Endings endings = new Endings();
    private final @Nullable MeterRegistry given;
    private final InForce inForce;
    // Null unless all of it is deployed.
    private volatile @Nullable Assembly deployed;

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
        doors.withoutHttp();
        return this;
    }

    /** Has no port for operators; to be called before it is deployed. Events and the registry tell of it all the same. */
    public GatewayVerticle withoutManagement() {
        doors.withoutManagement();
        return this;
    }

    /** Where it listens; 0 until it does. */
    public int port() {
        return doors.port.get();
    }

    /** Where the management port listens; 0 until it does. */
    public int managementPort() {
        return readiness.managementPort();
    }

    /** The URL that clients and browsers reach it by, once it listens. */
    public String url() {
        return doors.url(inForce().http());
    }

    /** What it runs by at the moment. */
    public GatewayConfig inForce() {
        return inForce.config();
    }

    /**
     * Goes on by {@code next}, as far as that can be changed without a restart; the rest stays as it is. No flow is lost but
     * those of a provider that is gone, whose callers are told. Fails, and changes nothing, with {@link
     * InvalidConfiguration} where what would come of it is not safe, with whatever kept a provider from being built, and
     * with {@link IllegalStateException} while it is not deployed.
     *
     * @return what it runs by from now on
     */
    public Future<GatewayConfig> reload(GatewayConfig next) {
        Context own = context;
        if (own == null || deployed == null) {
            return notDeployed();
        }
        Promise<GatewayConfig> reloaded = Promise.promise();
        // Composed, so that whatever is thrown is told, and the next change is not waited for in vain.
        own.runOnContext(
                turn -> Future.succeededFuture().compose(v -> swap(next)).onComplete(reloaded));
        return reloaded.future();
    }

    private Future<GatewayConfig> swap(GatewayConfig next) {
        Assembly all = deployed;
        if (all == null) {
            return notDeployed();
        }
        // Of both: where people are sent back to may depend on what stays.
        List<SettingProblem> problems = lostReturns(inForce().reloaded(next));
        return problems.isEmpty()
                ? inForce.swap(next, all.providers(), all.flows())
                : Future.failedFuture(new InvalidConfiguration(problems));
    }

    /**
     * Stops in order, as {@code stop} is configured: tells whoever balances load to send no more, and from then on ends each
     * connection with its next answer. After the delay takes nothing new, finishes the exchanges under way and answers
     * with 503 who still waits. Undeploy it then. Fails with {@link IllegalStateException} while it is not deployed.
     */
    public Future<?> drain() {
        Assembly all = deployed;
        if (all == null) {
            return notDeployed();
        }
        readiness.drain();
        return all.drain(inForce().stop());
    }

    private static <T> Future<T> notDeployed() {
        return Future.failedFuture(new IllegalStateException("The gateway is not deployed"));
    }

    @Override
    public Future<?> start() {
        Place place = new Place(vertx, context.deploymentID());
        return place.take()
                .compose(taken -> {
                    endings.addNow(place::leave);
                    return build();
                })
                .onSuccess(all -> deployed = all)
                // Vert.x does not stop what has not started.
                .recover(failure -> endings.all().transform(ended -> Future.failedFuture(failure)));
    }

    private Future<Assembly> build() {
        List<SettingProblem> problems = lostReturns(inForce());
        if (!problems.isEmpty()) {
            return Future.failedFuture(new InvalidConfiguration(problems));
        }
        Meters meters = given == null ? Meters.own() : Meters.in(given);
        endings.addNow(meters::close);
        return Backing.open(vertx, inForce, meters.registry()).compose(backing -> assemble(backing, meters));
    }

    private Future<Assembly> assemble(Backing backing, Meters meters) {
        endings.add(backing::close);
        Assembly all = new Assembly(vertx, inForce, doors, meters.registry(), backing);
        return all.deploy(vertx, new Oversight(vertx, inForce, readiness, meters))
                .map(all);
    }

    private List<SettingProblem> lostReturns(GatewayConfig config) {
        return doors.listens() ? List.of() : InForce.lostReturns(config);
    }

    @Override
    public Future<?> stop() {
        deployed = null;
        return endings.all();
    }
}

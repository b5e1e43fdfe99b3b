package dev.pkce.gateway.load;

import dev.pkce.gateway.GatewayConfig;
import dev.pkce.gateway.GatewayVerticle;
import dev.pkce.gateway.api.Addresses;
import dev.pkce.gateway.api.ClearRequest;
import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.settings.Settings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Round trips on one event loop, each begun by the answer before: of a bare request and reply, and of a call of the
 * gateway that finds nothing to do, by either door of the bus.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BusRoundTrip {
    private static final int TRIPS = 1_000;
    private static final ClearRequest NOTHING = new ClearRequest(null, "a-state-that-nobody-ever-made");
    private static final JsonObject NOTHING_AS_JSON = NOTHING.toJson();
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final PkceGateway gateway = PkceGateway.on(vertx);
    private final Context loop = vertx.getOrCreateContext();

    /** Deploys a gateway that nothing but the bus leads to, and a consumer that hands back what it gets. */
    @Setup
    public void open() throws Exception {
        JsonObject provider = new JsonObject()
                .put("issuer", "http://127.0.0.1:9/")
                .put("redirect-uris", new JsonArray().add("http://127.0.0.1/callback"));
        GatewayConfig config =
                GatewayConfig.read(Settings.of(new JsonObject().put("providers", new JsonArray().add(provider))));
        vertx.deployVerticle(new GatewayVerticle(config).withoutHttp().withoutManagement())
                .await(30, TimeUnit.SECONDS);
        vertx.eventBus().localConsumer("bare", message -> message.reply(message.body()));
    }

    /** Ends all of it. */
    @TearDown
    public void close() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    /** What the bus itself takes, for the same message. */
    @Benchmark
    @OperationsPerInvocation(TRIPS)
    public void bare() {
        trips(() -> vertx.eventBus().request("bare", NOTHING, LOCAL));
    }

    /** The typed client. */
    @Benchmark
    @OperationsPerInvocation(TRIPS)
    public void typed() {
        trips(() -> gateway.clear(NOTHING));
    }

    /** The same in JSON. */
    @Benchmark
    @OperationsPerInvocation(TRIPS)
    public void json() {
        trips(() -> vertx.eventBus().request(Addresses.CLEAR, NOTHING_AS_JSON, LOCAL));
    }

    private void trips(Supplier<Future<?>> call) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.runOnContext(go -> trip(call, TRIPS, done));
        done.join();
    }

    private static void trip(Supplier<Future<?>> call, int left, CompletableFuture<Void> done) {
        if (left == 0) {
            done.complete(null);
            return;
        }
        call.get().onSuccess(answer -> trip(call, left - 1, done)).onFailure(done::completeExceptionally);
    }
}

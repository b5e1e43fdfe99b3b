package dev.pkce.gateway.testing;

import dev.pkce.gateway.GatewayVerticle;
import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.demo.DevelopmentProvider;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A JUnit extension that gives a test class a running gateway with a {@link DevelopmentProvider} behind it, both on free
 * ports of loopback and on a Vert.x of their own. They start with the class and end with it; before each test the provider
 * is as it was in the beginning. Tests take them as parameters: {@link DevelopmentProvider}, {@link GatewayVerticle} (its
 * {@code url()} is the base of the HTTP API) and {@link PkceGateway} (the same over the event bus).
 *
 * <p>Registered with {@code @ExtendWith} the gateway is as usual. A static {@code @RegisterExtension} may configure it, and
 * has the three as methods too.
 */
public final class PkceGatewayExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(PkceGatewayExtension.class);

    private final JsonObject configuration;
    private volatile @Nullable RunningGateway running;

    /** A gateway with the defaults, for whatever client. */
    public PkceGatewayExtension() {
        this(new JsonObject());
    }

    /**
     * A gateway that is configured so.
     *
     * @param configuration sections and keys as in {@code conf/gateway.yaml}. The ports are free ones unless given, and of
     *     {@code providers} the first takes the development provider's {@code issuer}
     */
    public PkceGatewayExtension(JsonObject configuration) {
        this.configuration = configuration.copy();
    }

    /** The provider; fails before the class has begun. */
    public DevelopmentProvider provider() {
        return running().provider();
    }

    /** The gateway; fails before the class has begun. */
    public GatewayVerticle gateway() {
        return running().gateway();
    }

    /** The gateway by its addresses; fails before the class has begun. */
    public PkceGateway client() {
        return PkceGateway.on(vertx());
    }

    /** What both run on; fails before the class has begun. */
    public Vertx vertx() {
        return running().vertx();
    }

    private RunningGateway running() {
        return Objects.requireNonNull(running, "The test class has not begun");
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        // A nested class has what is around it.
        if (store(context).get(RunningGateway.class) == null) {
            store(context).put(RunningGateway.class, RunningGateway.start(configuration));
        }
        running = of(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        DevelopmentProvider provider = of(context).provider();
        provider.reset();
        provider.recorder().clear();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        RunningGateway own = store(context).remove(RunningGateway.class, RunningGateway.class);
        if (own != null) {
            own.stop();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == DevelopmentProvider.class || type == GatewayVerticle.class || type == PkceGateway.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        RunningGateway found = of(context);
        if (type == DevelopmentProvider.class) {
            return found.provider();
        }
        return type == GatewayVerticle.class ? found.gateway() : PkceGateway.on(found.vertx());
    }

    private static RunningGateway of(ExtensionContext context) {
        return Objects.requireNonNull(store(context).get(RunningGateway.class, RunningGateway.class));
    }

    private static Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }
}

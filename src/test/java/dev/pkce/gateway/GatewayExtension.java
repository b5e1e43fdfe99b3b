package dev.pkce.gateway;

import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.demo.DevelopmentProvider;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test class a Vert.x, a provider that behaves again before each test, and gateways in front of it: a parameter
 * {@link TestGateway} is one with the defaults, {@link TestGateways} makes others.
 */
public final class GatewayExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {
    private record Running(Vertx vertx, DevelopmentProvider provider, TestGateways gateways, TestGateway gateway)
            implements AutoCloseable {
        static Running start() throws Exception {
            Vertx vertx = Vertx.vertx();
            DevelopmentProvider provider = DevelopmentProvider.start(vertx, 0).await(20, TimeUnit.SECONDS);
            TestGateways gateways = new TestGateways(provider);
            TestGateways.behave(provider);
            TestGateway gateway = gateways.start();
            // What it learns at the start is of a provider that behaves, and must not be taken for what a test causes.
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> provider.recorder().count("/.well-known/jwks.json") > 0);
            return new Running(vertx, provider, gateways, gateway);
        }

        @Override
        public void close() throws TimeoutException {
            gateways.close();
            vertx.close().await(20, TimeUnit.SECONDS);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        store(context).put(Running.class, Running.start());
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        TestGateways.behave(running(context).provider());
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == DevelopmentProvider.class || type == TestGateway.class || type == TestGateways.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        Running running = running(context);
        if (type == DevelopmentProvider.class) {
            return running.provider();
        }
        return type == TestGateway.class ? running.gateway() : running.gateways();
    }

    private static Running running(ExtensionContext context) {
        return Objects.requireNonNull(store(context).get(Running.class, Running.class));
    }

    private static Store store(ExtensionContext context) {
        return context.getStore(Namespace.create(GatewayExtension.class));
    }
}

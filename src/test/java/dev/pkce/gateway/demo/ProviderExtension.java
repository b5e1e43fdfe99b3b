package dev.pkce.gateway.demo;

import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives a test class a provider of its own, for making its key takes longer than most tests. */
public final class ProviderExtension implements BeforeAllCallback, ParameterResolver {

    private record Running(Vertx vertx, DevelopmentProvider provider) implements AutoCloseable {
        static Running start() throws Exception {
            Vertx vertx = Vertx.vertx();
            return new Running(vertx, DevelopmentProvider.start(vertx, 0).await(10, TimeUnit.SECONDS));
        }

        @Override
        public void close() throws TimeoutException {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        store(context).put(Running.class, Running.start());
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().equals(DevelopmentProvider.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return Objects.requireNonNull(store(context).get(Running.class, Running.class))
                .provider();
    }

    private static Store store(ExtensionContext context) {
        return context.getStore(Namespace.create(ProviderExtension.class));
    }
}

package dev.pkce.gateway.contract;

import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts the gateways that all behaviours are asked of, once, and holds what comes through one door against what came
 * through the door before.
 */
final class Doors implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
    /** One provider, and gateways before it: the usual one, one that is careful, and one that is soon full. */
    record House(
            Vertx vertx,
            DevelopmentProvider provider,
            TestGateways gateways,
            TestGateway usual,
            TestGateway careful,
            TestGateway small,
            Map<String, Transcript> transcripts)
            implements AutoCloseable {
        static House open() {
            Vertx vertx = Vertx.vertx();
            try {
                DevelopmentProvider provider =
                        DevelopmentProvider.start(vertx, 0).await(20, TimeUnit.SECONDS);
                TestGateways gateways = new TestGateways(provider);
                return new House(
                        vertx,
                        provider,
                        gateways,
                        gateways.start(),
                        gateways.start(config -> careful(config)),
                        gateways.start(config -> flows(config).put("max", 1)),
                        new ConcurrentHashMap<>());
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        }

        private static void careful(JsonObject config) {
            flows(config).put("strict", true).put("binding", "confirm");
            config.getJsonArray("providers").getJsonObject(0).put("client-id", "client");
        }

        private static JsonObject flows(JsonObject config) {
            return config.getJsonObject("flows");
        }

        @Override
        public void close() throws TimeoutException {
            gateways.close();
            vertx.close().await(20, TimeUnit.SECONDS);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        house(context).provider().reset();
        house(context).provider().recorder().clear();
        store(context).put(Transcript.class, new Transcript());
    }

    /** Whichever door comes first, the others answer the same. */
    @Override
    public void afterEach(ExtensionContext context) {
        Transcript heard = transcript(context);
        Transcript before = house(context)
                .transcripts()
                .putIfAbsent(context.getRequiredTestMethod() + context.getDisplayName(), heard);
        if (before != null && context.getExecutionException().isEmpty()) {
            heard.expectSameAs(before);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == House.class || type == Transcript.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == House.class ? house(context) : transcript(context);
    }

    private static Transcript transcript(ExtensionContext context) {
        return Objects.requireNonNull(store(context).get(Transcript.class, Transcript.class));
    }

    private static House house(ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(Doors.class))
                .computeIfAbsent(House.class, none -> House.open(), House.class);
    }

    private static Store store(ExtensionContext context) {
        return context.getStore(Namespace.create(Doors.class, context.getUniqueId()));
    }
}

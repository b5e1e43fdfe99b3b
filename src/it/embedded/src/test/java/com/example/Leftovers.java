package com.example;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.impl.EventBusImpl;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.spi.metrics.HttpClientMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/** Consumers, timers, maps and connections of a Vert.x, by its own books. */
final class Leftovers implements VertxMetrics {
    private final AtomicInteger connections = new AtomicInteger();

    Vertx vertx() {
        return Vertx.builder()
                .with(new VertxOptions().setMetricsOptions(new MetricsOptions().setEnabled(true)))
                .withMetrics(asked -> this)
                .build();
    }

    int connections() {
        return connections.get();
    }

    Set<String> of(Vertx vertx) throws ReflectiveOperationException {
        Set<String> found = new TreeSet<>();
        books(EventBusImpl.class, vertx.eventBus(), "handlerMap").keySet().forEach(name -> found.add("consumer " + name));
        books(vertx.getClass(), vertx, "timeouts").keySet().forEach(id -> found.add("timer " + id));
        books(vertx.sharedData().getClass(), vertx.sharedData(), "localMaps").forEach((name, map) -> {
            // Vert.x leaves an empty map of its own.
            if (!name.toString().startsWith("__vertx.") || !((LocalMap<?, ?>) map).isEmpty()) {
                found.add("map " + name);
            }
        });
        vertx.deploymentIDs().forEach(id -> found.add("verticle " + id));
        if (connections.get() != 0) {
            found.add("connections " + connections);
        }
        return found;
    }

    private static Map<?, ?> books(Class<?> type, Object owner, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return (Map<?, ?>) field.get(owner);
    }

    @Override
    public HttpClientMetrics<Object, Object, Object> createHttpClientMetrics(HttpClientOptions options) {
        return new HttpClientMetrics<>() {
            @Override
            public Object connected(SocketAddress remote, String name) {
                connections.incrementAndGet();
                return remote;
            }

            @Override
            public void disconnected(Object socket, SocketAddress remote) {
                connections.decrementAndGet();
            }
        };
    }
}

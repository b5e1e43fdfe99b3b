package dev.pkce.gateway;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.impl.EventBusImpl;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.spi.metrics.EventBusMetrics;
import io.vertx.core.spi.metrics.HttpClientMetrics;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.PoolMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a Vert.x holds at a moment, as its metrics and its own books have it. */
final class Holdings implements VertxMetrics {
    /** Counted by name; connections by what opened them, pools by their type. */
    record Snapshot(
            Map<String, Integer> counted, Set<Object> timers, Set<Object> maps, Set<?> servers, Set<String> verticles) {
        /** The names that are counted and begin with {@code prefix}. */
        Set<String> named(String prefix) {
            return counted.keySet().stream()
                    .filter(name -> name.startsWith(prefix))
                    .collect(Collectors.toSet());
        }
    }

    private final Map<String, Integer> counted = new ConcurrentHashMap<>();

    /** A Vert.x that tells this. */
    Vertx vertx(VertxOptions options) {
        return Vertx.builder()
                .with(options.setMetricsOptions(new MetricsOptions().setEnabled(true)))
                .withMetrics(asked -> this)
                .build();
    }

    /** What {@code vertx}, which tells this, holds now. */
    Snapshot of(Vertx vertx) {
        return new Snapshot(
                Map.copyOf(counted),
                Set.copyOf(map(vertx, "timeouts").keySet()),
                maps(vertx),
                Set.copyOf(((VertxInternal) vertx).sharedTcpServers().keySet()),
                vertx.deploymentIDs());
    }

    /** Their names; Vert.x leaves maps of its own behind that are empty. */
    private static Set<Object> maps(Vertx vertx) {
        return map(vertx.sharedData(), "localMaps").entrySet().stream()
                .filter(map -> !(map.getKey().toString().startsWith("__vertx.")
                        && ((LocalMap<?, ?>) map.getValue()).isEmpty()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** The threads that run, without those that the JDK, Vert.x itself or a wait of the test start as they like. */
    static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> Stream.of(
                                "vert.x-",
                                "ForkJoinPool",
                                "HttpClient-",
                                "process reaper",
                                "Attach",
                                "awaitility",
                                "globalEventExecutor",
                                "Cleaner")
                        .noneMatch(name::startsWith))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<?, ?> map(Object owner, String field) {
        try {
            Field books = owner.getClass().getDeclaredField(field);
            books.setAccessible(true);
            return (Map<?, ?>) books.get(owner);
        } catch (ReflectiveOperationException other) {
            throw new IllegalStateException("Another Vert.x keeps other books", other);
        }
    }

    private String open(String name) {
        counted.merge(name, 1, Integer::sum);
        return name;
    }

    private void closed(String name) {
        counted.computeIfPresent(name, (same, count) -> count == 1 ? null : count - 1);
    }

    @Override
    public EventBusMetrics<String> createEventBusMetrics() {
        return new EventBusMetrics<>() {
            @Override
            public String handlerRegistered(String address) {
                return open("consumer of " + address);
            }

            @Override
            public void handlerUnregistered(String name) {
                closed(name);
            }
        };
    }

    @Override
    public HttpServerMetrics<Object, Object, String> createHttpServerMetrics(
            HttpServerOptions options, SocketAddress address) {
        return new HttpServerMetrics<>() {
            @Override
            public String connected(SocketAddress remote, String name) {
                return open("connection from");
            }

            @Override
            public void disconnected(String name, SocketAddress remote) {
                closed(name);
            }
        };
    }

    @Override
    public HttpClientMetrics<Object, Object, String> createHttpClientMetrics(HttpClientOptions options) {
        open("client");
        return new HttpClientMetrics<>() {
            @Override
            public String connected(SocketAddress remote, String name) {
                return open("connection to");
            }

            @Override
            public void disconnected(String name, SocketAddress remote) {
                closed(name);
            }

            @Override
            public void close() {
                closed("client");
            }
        };
    }

    @Override
    public PoolMetrics<Object, Object> createPoolMetrics(String type, String name, int size) {
        open("pool " + type);
        return new PoolMetrics<>() {
            @Override
            public void close() {
                closed("pool " + type);
            }
        };
    }

    /** The types of the messages that have a codec of their own on the bus of {@code vertx}. */
    static Set<Object> codecs(Vertx vertx) {
        try {
            Field manager = EventBusImpl.class.getDeclaredField("codecManager");
            manager.setAccessible(true);
            return Set.copyOf(
                    map(manager.get(vertx.eventBus()), "defaultCodecMap").keySet());
        } catch (ReflectiveOperationException other) {
            throw new IllegalStateException("Another Vert.x keeps other books", other);
        }
    }
}

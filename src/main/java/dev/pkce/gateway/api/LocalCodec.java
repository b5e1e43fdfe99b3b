package dev.pkce.gateway.api;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/**
 * Hands an immutable message over as the same instance. It has no wire form on purpose: these messages hold secrets,
 * and the gateway's consumers are local to their JVM.
 */
public final class LocalCodec<T> implements MessageCodec<T, T> {
    private final String name;

    private LocalCodec(Class<T> type) {
        this.name = type.getName();
    }

    /** Registers {@code types} on the bus of {@code vertx}; those that are registered already stay as they are. */
    public static void register(Vertx vertx, Class<?>... types) {
        synchronized (LocalCodec.class) {
            for (Class<?> type : types) {
                registerOne(vertx, type);
            }
        }
    }

    private static <T> void registerOne(Vertx vertx, Class<T> type) {
        try {
            vertx.eventBus().registerDefaultCodec(type, new LocalCodec<>(type));
        } catch (IllegalStateException alreadyRegistered) {
            // The bus has no way to ask, and another gateway or client on this Vert.x may have come first.
        }
    }

    @Override
    public void encodeToWire(Buffer buffer, T message) {
        throw new UnsupportedOperationException(name + " does not leave its JVM");
    }

    @Override
    public T decodeFromWire(int position, Buffer buffer) {
        throw new UnsupportedOperationException(name + " does not leave its JVM");
    }

    @Override
    public T transform(T message) {
        return message;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}

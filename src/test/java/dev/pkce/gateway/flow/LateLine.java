package dev.pkce.gateway.flow;

import static java.util.Objects.requireNonNull;

import dev.pkce.gateway.redis.RedisConfig;
import dev.pkce.gateway.redis.RedisServer;
import dev.pkce.gateway.redis.RedisServers;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A way to a Redis on which one script is lost, or comes late: long after the connection that it was sent on was closed. */
final class LateLine implements AutoCloseable {
    private static final long REST_MILLIS = 100;

    private final Vertx vertx = Vertx.vertx();
    private final NetClient client = vertx.createNetClient();
    private final RedisServer redis;
    private final NetServer listener;
    private volatile String sought = "";
    private volatile @Nullable NetSocket late;
    private volatile @Nullable Buffer held;

    LateLine(RedisServer redis) throws TimeoutException {
        this.redis = redis;
        this.listener = vertx.createNetServer()
                .connectHandler(this::accept)
                .listen(0, "127.0.0.1")
                .await(20, TimeUnit.SECONDS);
    }

    RedisConfig config() {
        RedisConfig direct = redis.config();
        RedisServers here = new RedisServers(
                RedisServers.Type.STANDALONE,
                List.of("redis://127.0.0.1:" + listener.actualPort()),
                direct.servers().master(),
                null);
        return new RedisConfig(
                here, direct.user(), direct.password(), direct.timeout(), direct.connections(), direct.prefix());
    }

    /** Loses the next script for {@code key}. */
    void lose(String key) {
        sought = key;
    }

    boolean hasLost() {
        return sought.isEmpty();
    }

    /** Has what was lost arrive. */
    void deliver() {
        requireNonNull(late).write(requireNonNull(held));
    }

    private void accept(NetSocket near) {
        near.pause();
        client.connect(redis.port(), "127.0.0.1").onSuccess(far -> {
            near.handler(words -> send(near, far, words)).resume();
            far.handler(near::write);
            near.closeHandler(gone -> close(far));
        });
    }

    /** Unless something is still to come on it. */
    private void close(NetSocket far) {
        if (far != late) {
            far.close();
        }
    }

    private void send(NetSocket near, NetSocket far, Buffer words) {
        String text = words.toString(StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        if (!sought.isEmpty() && text.contains("evalsha") && text.contains(sought.toLowerCase(Locale.ROOT))) {
            sought = "";
            held = words;
            late = far;
            far.handler(reply -> {});
            // The rest of a long one follows at once.
            near.handler(rest -> held = requireNonNull(held).copy().appendBuffer(rest));
            vertx.setTimer(REST_MILLIS, now -> near.close());
        } else {
            far.write(words);
        }
    }

    @Override
    public void close() throws TimeoutException {
        NetSocket open = late;
        if (open != null) {
            open.close();
        }
        vertx.close().await(20, TimeUnit.SECONDS);
    }
}

package dev.pkce.gateway.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * What a node reaches a Redis by, which can be cut as a network is: nothing comes through, nobody is told, and what was
 * sent meanwhile arrives once it is whole again.
 */
public final class RedisCable implements AutoCloseable {
    private final List<NetSocket> sockets = new ArrayList<>();
    private final List<NetSocket> waiting = new ArrayList<>();
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final int redis;
    private int port;
    private boolean cut;

    private RedisCable(int redis) {
        this.redis = redis;
    }

    /** One that leads to {@code redis}. */
    public static RedisCable to(RedisServer redis) throws TimeoutException {
        RedisCable cable = new RedisCable(redis.port());
        cable.port = cable.listen().await(20, TimeUnit.SECONDS);
        return cable;
    }

    private Future<Integer> listen() {
        return onContext(() -> vertx.createNetServer()
                .connectHandler(this::accept)
                .listen(0, "127.0.0.1")
                .map(server -> server.actualPort()));
    }

    private <T> Future<T> onContext(Supplier<Future<T>> task) {
        Promise<T> done = Promise.promise();
        context.runOnContext(run -> task.get().onComplete(done));
        return done.future();
    }

    private void accept(NetSocket near) {
        near.pause();
        if (cut) {
            waiting.add(near);
        } else {
            lead(near);
        }
    }

    private void lead(NetSocket near) {
        vertx.createNetClient()
                .connect(redis, "127.0.0.1")
                .onSuccess(far -> join(near, far))
                .onFailure(refused -> near.close());
    }

    private void join(NetSocket near, NetSocket far) {
        pass(near, far);
        pass(far, near);
        if (!cut) {
            near.resume();
        } else {
            far.pause();
        }
    }

    private void pass(NetSocket from, NetSocket to) {
        sockets.add(from);
        from.handler(to::write).endHandler(end -> to.end()).exceptionHandler(broken -> to.close());
    }

    /** Lets nothing through any longer. */
    public void cut() throws TimeoutException {
        set(true);
    }

    /** Lets everything through again, first what was sent meanwhile. */
    public void mend() throws TimeoutException {
        set(false);
    }

    private void set(boolean broken) throws TimeoutException {
        onContext(() -> {
                    cut = broken;
                    sockets.forEach(broken ? NetSocket::pause : NetSocket::resume);
                    List.copyOf(waiting).forEach(this::lead);
                    waiting.clear();
                    return Future.succeededFuture();
                })
                .await(20, TimeUnit.SECONDS);
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public void close() throws TimeoutException {
        vertx.close().await(20, TimeUnit.SECONDS);
    }
}

package dev.pkce.gateway.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Optional;

/** A line for commands, which is of use while it can write: a server that only reads answers everything else too. */
final class Commands implements Purpose {
    private static final String LIVES_MILLIS = "10000";

    private final String key;
    private volatile Optional<String> trouble = Optional.of("down");

    /** Has {@code key} to write. */
    Commands(String key) {
        this.key = key;
    }

    /** One word; empty while it can write. */
    Optional<String> trouble() {
        return trouble;
    }

    @Override
    public Future<?> begin(RedisConnection connection) {
        return connection.send(write()).onSuccess(reply -> well()).recover(this::unready);
    }

    /** A server that is full, or still loading, is the right one all the same. */
    private Future<Response> unready(Throwable failure) {
        Fault fault = Fault.of(failure);
        unwell(fault);
        return fault.lost() ? Future.failedFuture(failure) : Future.succeededFuture();
    }

    @Override
    public Future<?> check(RedisConnection connection) {
        return connection.send(write());
    }

    private Request write() {
        return Request.cmd(Command.SET).arg(key).arg("1").arg("PX").arg(LIVES_MILLIS);
    }

    @Override
    public void well() {
        trouble = Optional.empty();
    }

    @Override
    public void unwell(Fault fault) {
        trouble = Optional.of(fault.reason());
    }
}

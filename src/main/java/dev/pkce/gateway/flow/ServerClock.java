package dev.pkce.gateway.flow;

import dev.pkce.gateway.redis.RedisConnection;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Redis's own time, by which all nodes go, in milliseconds: as much ahead of this process's {@link Clock} as was learnt
 * last. Until then the time of this machine stands in.
 */
final class ServerClock implements LongSupplier {
    private final RedisConnection redis;
    private final long patienceMillis;
    private volatile long ahead = System.currentTimeMillis() - Clock.millis();

    /** The time of {@code redis}, for whose replies nobody waits longer than {@code patience}. */
    ServerClock(RedisConnection redis, Duration patience) {
        this.redis = redis;
        this.patienceMillis = patience.toMillis();
    }

    /** Asks Redis; goes on as before where that fails. */
    Future<?> learn() {
        long asked = Clock.millis();
        return redis.send(Request.cmd(Command.TIME)).onSuccess(time -> learnt(Objects.requireNonNull(time), asked));
    }

    private void learnt(Response time, long asked) {
        long sent = time.get(0).toLong() * 1_000 + time.get(1).toLong() / 1_000;
        learnt(sent, asked, Clock.millis());
    }

    /** It was {@code time} there at some moment from {@code asked} to {@code answered} by the clock of this process. */
    void learnt(long time, long asked, long answered) {
        ahead = ahead(ahead, time, asked, answered);
    }

    /** A late reply leaves much open: what was known to be {@code ahead} stands as long as it can be so. */
    static long ahead(long ahead, long time, long asked, long answered) {
        boolean possible = ahead >= time - answered && ahead <= time - asked;
        return possible ? ahead : time - asked - (answered - asked) / 2;
    }

    /** Up to when Redis may do what it is told now: later nobody waits for what comes of it. */
    long notAfter() {
        return getAsLong() + patienceMillis;
    }

    /** How long Redis may take for what it is told. */
    long patienceMillis() {
        return patienceMillis;
    }

    /** By how much it is ahead of {@link Clock}. */
    long ahead() {
        return ahead;
    }

    @Override
    public long getAsLong() {
        return Clock.millis() + ahead;
    }
}

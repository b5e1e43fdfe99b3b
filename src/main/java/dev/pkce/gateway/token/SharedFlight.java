package dev.pkce.gateway.token;

import dev.pkce.gateway.api.SignIn;
import dev.pkce.gateway.flow.States;
import dev.pkce.gateway.redis.RedisConnection;
import dev.pkce.gateway.redis.Script;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A flight that several nodes may want to make. In Redis it is one key: {@code L} and who leads it, {@code W} in the place
 * of the {@code L} once another node waits for it, and {@code A} with the answer where that is kept. The lease of a node
 * that is gone ends by itself, and the next one leads. An answer is put there also where Redis has lost the lease.
 */
final class SharedFlight {
    private static final long LEASE_MILLIS = 10_000;
    private static final long RENEWAL_MILLIS = 3_000;
    private static final long TOLD_MILLIS = 10_000;
    private static final long AGAIN_MILLIS = 200;
    // As long as another node may wait for what it is about.
    private static final Duration INSISTENCE = Duration.ofMillis(LEASE_MILLIS);
    private static final long FIRST_LOOK_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 200;

    private static final Script BEGIN = new Script("flight-begin", """
            local held = redis.call('GET', KEYS[1])
            local kept = held and string.sub(held, 1, 1) == 'A'
            if not held or (kept and ARGV[3] == 'anew') then
              redis.call('SET', KEYS[1], 'L' .. ARGV[1], 'PX', ARGV[2])
              return {'won'}
            end
            if kept then return {'kept', string.sub(held, 2), redis.call('PTTL', KEYS[1])} end
            redis.call('SET', KEYS[1], 'W' .. string.sub(held, 2), 'KEEPTTL')
            return {'led', string.sub(held, 2)}
            """);
    private static final Script RENEW = new Script("flight-renew", """
            local held = redis.call('GET', KEYS[1])
            if held == 'L' .. ARGV[1] or held == 'W' .. ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
            return 0
            """);
    private static final Script LAND = new Script("flight-land", """
            local held = redis.call('GET', KEYS[1])
            if held and held ~= 'L' .. ARGV[1] and held ~= 'W' .. ARGV[1] then return 0 end
            if ARGV[4] == '0' then redis.call('DEL', KEYS[1])
            else redis.call('SET', KEYS[1], 'A' .. ARGV[2], 'PX', ARGV[4]) end
            if held ~= 'L' .. ARGV[1] then redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3]) end
            return 1
            """);
    private static final Script LOOK = new Script("flight-look", """
            local told = redis.call('GET', KEYS[2])
            if told then return {'told', told} end
            if redis.call('GET', KEYS[1]) == 'W' .. ARGV[1] then return {'led'} end
            return {'gone'}
            """);

    private final Vertx vertx;
    private final RedisConnection redis;
    private final SealedOutcomes outcomes;
    private final Flight flight;
    private final Supplier<Future<SignIn>> call;

    SharedFlight(
            Vertx vertx, RedisConnection redis, SealedOutcomes outcomes, Flight flight, Supplier<Future<SignIn>> call) {
        this.vertx = vertx;
        this.redis = redis;
        this.outcomes = outcomes;
        this.flight = flight;
        this.call = call;
    }

    /** Leads it, or follows whoever does. */
    Future<SignIn> begin() {
        return begin("");
    }

    private Future<SignIn> begin(String how) {
        String id = States.random();
        return eval(BEGIN, id, Long.toString(LEASE_MILLIS), how)
                .onFailure(failure -> abandon(id, failure))
                .compose(found -> switch (word(found)) {
                    case "won" -> lead(id);
                    case "kept" -> kept(found.get(1).toString(), found.get(2).toLong());
                    default -> follow(found.get(1).toString(), FIRST_LOOK_MILLIS);
                });
    }

    /** Nobody leads what may have begun without its node hearing of it: the lease ends at once. */
    private void abandon(String id, Throwable failure) {
        if (RedisConnection.mayHaveBeenDone(failure)) {
            again(() -> eval(RENEW, id, "0"), System.nanoTime() + INSISTENCE.toNanos());
        }
    }

    private Future<SignIn> lead(String id) {
        long renewal = vertx.setPeriodic(RENEWAL_MILLIS, tick -> eval(RENEW, id, Long.toString(LEASE_MILLIS)));
        Future<SignIn> called = Future.succeededFuture().compose(go -> call.get());
        Future<Landing> landing = called.transform(result -> Future.succeededFuture(landing(result)));
        Future<Response> first = landing.compose(ready -> land(id, ready));
        // Others would send the same once more, so they are told even if that takes a while, and wait until then.
        first.recover(down -> landing.compose(ready -> again(() -> land(id, ready), ready.insist())))
                .onComplete(over -> vertx.cancelTimer(renewal));
        return first.transform(told -> called);
    }

    /**
     * What there is to tell.
     *
     * @param sealed the outcome
     * @param forget when it is kept no longer
     * @param insist up to when it is tried to tell it
     */
    private record Landing(String sealed, long forget, long insist) {}

    private Landing landing(AsyncResult<SignIn> result) {
        long now = System.nanoTime();
        boolean keep = result.succeeded() && flight.keeps(result.result());
        return new Landing(
                outcomes.seal(flight, Outcome.of(result)),
                keep ? now + Flights.GRACE.toNanos() : now,
                now + INSISTENCE.toNanos());
    }

    private Future<Response> land(String id, Landing landing) {
        long kept = Math.max(0, TimeUnit.NANOSECONDS.toMillis(landing.forget() - System.nanoTime()));
        return redis.eval(LAND, keys(id), List.of(id, landing.sealed(), TOLD_MILLIS, kept));
    }

    /** Has Redis do in a moment what it may not have done, until it answers. */
    private Future<Response> again(Supplier<Future<Response>> command, long until) {
        return vertx.timer(AGAIN_MILLIS, TimeUnit.MILLISECONDS)
                .compose(now -> command.get())
                .recover(down -> System.nanoTime() - until < 0 ? again(command, until) : Future.failedFuture(down));
    }

    private Future<SignIn> kept(String sealed, long left) {
        Outcome outcome = outcomes.open(flight, sealed);
        SignIn answer = outcome.signIn();
        if (answer == null) {
            return begin("anew");
        }
        Duration age = Flights.GRACE.minusMillis(left);
        return outcomes.revoked(flight.tokens(answer))
                .compose(revoked -> revoked ? begin("anew") : outcome.told((int) age.toSeconds()));
    }

    /** A look costs little, and there is at most one node's worth of them at a time for each node. */
    private Future<SignIn> follow(String leader, long pause) {
        return vertx.timer(pause, TimeUnit.MILLISECONDS)
                .compose(now -> redis.eval(LOOK, keys(leader), List.of(leader)))
                .compose(seen -> switch (word(seen)) {
                    case "told" -> outcomes.open(flight, seen.get(1).toString()).told(0);
                    case "led" -> follow(leader, Math.min(2 * pause, LONGEST_PAUSE_MILLIS));
                    default -> begin();
                });
    }

    private static String word(Response answer) {
        return answer.get(0).toString();
    }

    private Future<Response> eval(Script script, String... arguments) {
        return redis.eval(script, List.of(outcomes.key(flight)), List.of(arguments));
    }

    private List<String> keys(String leader) {
        String key = outcomes.key(flight);
        return List.of(key, key + ":" + leader);
    }
}

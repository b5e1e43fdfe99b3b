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
 * that is gone ends by itself, and the next one leads.
 */
final class SharedFlight {
    private static final long LEASE_MILLIS = 10_000;
    private static final long RENEWAL_MILLIS = 3_000;
    private static final long TOLD_MILLIS = 10_000;
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
            if held ~= 'L' .. ARGV[1] and held ~= 'W' .. ARGV[1] then return 0 end
            if ARGV[4] == '0' then redis.call('DEL', KEYS[1])
            else redis.call('SET', KEYS[1], 'A' .. ARGV[2], 'PX', ARGV[4]) end
            if string.sub(held, 1, 1) == 'W' then redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3]) end
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
        return eval(BEGIN, id, Long.toString(LEASE_MILLIS), how).compose(found -> switch (word(found)) {
            case "won" -> lead(id);
            case "kept" -> kept(found.get(1).toString(), found.get(2).toLong());
            default -> follow(found.get(1).toString(), FIRST_LOOK_MILLIS);
        });
    }

    private Future<SignIn> lead(String id) {
        long renewal = vertx.setPeriodic(RENEWAL_MILLIS, tick -> eval(RENEW, id, Long.toString(LEASE_MILLIS), ""));
        return Future.succeededFuture()
                .compose(go -> call.get())
                .onComplete(over -> vertx.cancelTimer(renewal))
                // Handed over whatever becomes of the copy: without it the others do as if this node were gone.
                .transform(result -> land(id, result).transform(told -> passed(result)));
    }

    private static Future<SignIn> passed(AsyncResult<SignIn> result) {
        return result.succeeded() ? Future.succeededFuture(result.result()) : Future.failedFuture(result.cause());
    }

    private Future<Response> land(String id, AsyncResult<SignIn> result) {
        boolean keep = result.succeeded() && flight.keeps(result.result());
        String sealed = outcomes.seal(flight, Outcome.of(result));
        long kept = keep ? Flights.GRACE.toMillis() : 0;
        return redis.eval(LAND, keys(id), List.of(id, sealed, Long.toString(TOLD_MILLIS), Long.toString(kept)));
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

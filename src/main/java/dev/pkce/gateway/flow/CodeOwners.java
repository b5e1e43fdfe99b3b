package dev.pkce.gateway.flow;

import dev.pkce.gateway.redis.RedisConnection;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose each code is: in Redis, under the code's hash, the sealed state. */
final class CodeOwners {
    // No flow lives longer, see FlowConfig.
    private static final long LONGEST_MILLIS = 3_600_000;

    private final RedisConnection redis;
    private final Sealed sealed;
    private final ServerClock clock;

    CodeOwners(RedisStore store) {
        this.redis = store.redis();
        this.sealed = store.sealed();
        this.clock = store.clock();
    }

    Future<String> claim(String hash, String state) {
        String name = name(hash);
        long until = clock.getAsLong() + LONGEST_MILLIS + FlowIndex.GRACE_MILLIS;
        return redis.eval(RowScripts.CLAIM, List.of(name), List.of(sealed.state(name, state), until))
                .compose(owner -> owner == null || owner.toBytes().length == 0
                        ? Future.succeededFuture(state)
                        : sealed.state(name, owner.toBytes()));
    }

    Future<@Nullable String> owner(String hash) {
        String name = name(hash);
        return value(name)
                .compose(owner -> owner == null ? Future.succeededFuture() : sealed.state(name, owner.toBytes()));
    }

    /** Takes back what {@code state} has claimed. */
    Future<?> disclaim(String hash, String state) {
        String name = name(hash);
        return value(name)
                .compose(owner -> owner == null
                        ? Future.succeededFuture()
                        : sealed.state(name, owner.toBytes())
                                .compose(whose -> whose.equals(state)
                                        ? redis.eval(RowScripts.DISCLAIM, List.of(name), List.of(owner.toBytes()))
                                        : Future.succeededFuture()));
    }

    private Future<@Nullable Response> value(String name) {
        return redis.send(Request.cmd(Command.GET).arg(name));
    }

    /** A code is kept as long as its flow. Nobody need wait for that. */
    void moved(Flow before, @Nullable Flow after) {
        String had = before.codeHash();
        String has = after == null ? null : after.codeHash();
        if (had == null && has != null) {
            long until = before.origin().deadline() + FlowIndex.GRACE_MILLIS;
            redis.send(Request.cmd(Command.PEXPIREAT).arg(name(has)).arg(until));
        } else if (had != null && has == null) {
            redis.send(Request.cmd(Command.DEL).arg(name(had)));
        }
    }

    private String name(String hash) {
        return redis.prefix() + ":c:{" + hash + "}";
    }
}

package dev.pkce.gateway.token;

import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.flow.Past;
import dev.pkce.gateway.flow.S256;
import dev.pkce.gateway.redis.RedisConnection;
import dev.pkce.gateway.seal.BrokenSeal;
import dev.pkce.gateway.seal.KeyRing;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The refresh tokens of all nodes that share a Redis, by their hashes; who signed in is sealed. */
final class RedisRefreshTokens implements RefreshTokens {
    private static final String PURPOSE = "owner of a refresh token";

    private final RedisConnection redis;
    private final Supplier<KeyRing> keys;

    RedisRefreshTokens(RedisConnection redis, Supplier<KeyRing> keys) {
        this.redis = redis;
        this.keys = keys;
    }

    @Override
    public Future<Optional<Owner>> owner(Secret token) {
        String name = name(token);
        return redis.send(Request.cmd(Command.GET).arg(name))
                .map(found -> Optional.ofNullable(found).flatMap(value -> opened(name, value)));
    }

    @Override
    public Future<Void> learn(Secret token, Owner owner) {
        String name = name(token);
        byte[] sealed = keys.get().seal(PURPOSE, bytes(name), bytes(json(owner).encode()));
        return redis.send(Request.cmd(Command.SET)
                        .arg(name)
                        .arg(Base64.getEncoder().encodeToString(sealed))
                        .arg("PX")
                        .arg(UNUSED.toMillis()))
                .mapEmpty();
    }

    @Override
    public Future<Void> replaced(Secret token) {
        return redis.send(Request.cmd(Command.PEXPIRE).arg(name(token)).arg(REPLACED.toMillis()))
                .mapEmpty();
    }

    @Override
    public Future<Void> forget(Secret token) {
        return redis.send(Request.cmd(Command.DEL).arg(name(token))).mapEmpty();
    }

    private String name(Secret token) {
        return redis.name("o", S256.of(token.reveal()));
    }

    /** Not known any longer where the key that sealed it is gone. */
    private Optional<Owner> opened(String name, Response value) {
        try {
            byte[] opened =
                    keys.get().open(PURPOSE, bytes(name), Base64.getDecoder().decode(value.toString()));
            return Optional.of(owner(new JsonObject(new String(opened, StandardCharsets.UTF_8))));
        } catch (BrokenSeal gone) {
            return Optional.empty();
        }
    }

    private static Owner owner(JsonObject json) {
        JsonObject flow = json.getJsonObject("flow");
        return new Owner(
                json.getString("provider"),
                json.getString("client"),
                json.getString("subject"),
                flow == null ? null : past(flow));
    }

    private static JsonObject json(Owner owner) {
        return new JsonObject()
                .put("provider", owner.provider())
                .put("client", owner.client())
                .put("subject", owner.subject())
                .put("flow", flow(owner.flow()));
    }

    // Nodes that share their flows share the clock of the deadline too.
    private static @Nullable JsonObject flow(@Nullable Past flow) {
        return flow == null
                ? null
                : new JsonObject()
                        .put("hash", flow.hash())
                        .put("provider", flow.provider())
                        .put("deadline", flow.deadline());
    }

    private static Past past(JsonObject json) {
        return new Past(json.getString("hash"), json.getString("provider"), json.getLong("deadline"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

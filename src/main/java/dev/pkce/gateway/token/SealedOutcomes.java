package dev.pkce.gateway.token;

import static java.util.Objects.requireNonNull;

import dev.pkce.gateway.redis.RedisConnection;
import dev.pkce.gateway.seal.KeyRing;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What calls came to as Redis holds it: sealed with a key that follows from the call, so that only who can make the same
 * call can read it, and again with the gateway's own, for what a call says may be guessed; and which tokens were revoked of late.
 */
final class SealedOutcomes {
    private static final String PURPOSE = "outcome of a token call";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final RedisConnection redis;
    private final Supplier<KeyRing> keys;

    SealedOutcomes(RedisConnection redis, Supplier<KeyRing> keys) {
        this.redis = redis;
        this.keys = keys;
    }

    /** Where a flight is kept; with the braces all that is kept of it is in one slot. */
    String key(Flight flight) {
        return redis.name("t", "{" + flight.name() + "}");
    }

    String seal(Flight flight, Outcome outcome) {
        byte[] place = bytes(key(flight));
        byte[] sealed = KeyRing.of(flight.call()).seal(PURPOSE, place, outcome.write());
        return ENCODER.encodeToString(keys.get().seal(PURPOSE, place, sealed));
    }

    Outcome open(Flight flight, String sealed) {
        byte[] place = bytes(key(flight));
        byte[] opened = keys.get().open(PURPOSE, place, Base64.getUrlDecoder().decode(sealed));
        return Outcome.read(KeyRing.of(flight.call()).open(PURPOSE, place, opened));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String revocation(String hash) {
        return redis.name("x", hash);
    }

    /** Whether one of the {@code tokens}, by their hashes, was revoked of late. */
    Future<Boolean> revoked(Set<String> tokens) {
        List<Future<Response>> looks = tokens.stream()
                .map(hash -> redis.send(Request.cmd(Command.EXISTS).arg(revocation(hash))))
                .toList();
        return Future.all(looks)
                .map(all -> looks.stream()
                        .anyMatch(look -> requireNonNull(look.result()).toInteger() > 0));
    }

    /** Remembers that the token of this {@code hash} was revoked, longer than any answer with it could be kept. */
    Future<Void> revoke(String hash) {
        return redis.send(Request.cmd(Command.SET)
                        .arg(revocation(hash))
                        .arg("")
                        .arg("PX")
                        .arg(Flights.REVOKED.toMillis()))
                .mapEmpty();
    }
}

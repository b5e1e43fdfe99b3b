package dev.pkce.gateway.provider;

import com.nimbusds.jose.jwk.JWKSet;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A provider's signing keys: fetched when first needed, looked at again now and then, and at once, but not often, when a
 * token names a key that is not among them. Keys that a provider cannot confirm serve on for a day.
 */
final class SigningKeys {
    private static final long FRESH_NANOS = Duration.ofMinutes(10).toNanos();
    private static final long STALE_NANOS = Duration.ofHours(24).toNanos();
    // Who sends tokens with keys of their own invention must not make the gateway flood the provider.
    private static final long LOOK_EVERY_NANOS = Duration.ofSeconds(30).toNanos();

    private record Fetched(String url, JWKSet keys, long at) {
        long age() {
            return System.nanoTime() - at;
        }

        boolean has(@Nullable String kid) {
            return kid == null ? !keys.isEmpty() : keys.getKeyByKeyId(kid) != null;
        }
    }

    private final SingleFlight<JWKSet> asked = new SingleFlight<>();
    private final AtomicLong lookedForUnknown = new AtomicLong(System.nanoTime() - LOOK_EVERY_NANOS);
    private final AtomicLong lookedForNews = new AtomicLong(System.nanoTime() - LOOK_EVERY_NANOS);
    private final Vertx vertx;
    private final ProviderClient client;
    private volatile @Nullable Fetched fetched;

    SigningKeys(Vertx vertx, ProviderClient client) {
        this.vertx = vertx;
        this.client = client;
    }

    /** Whether some have been fetched. */
    boolean known() {
        return fetched != null;
    }

    /** The keys at {@code url}, with {@code kid} among them if the provider has it; any if a token names none. */
    Future<JWKSet> keys(String url, @Nullable String kid) {
        Fetched last = fetched;
        if (last == null || !last.url().equals(url) || last.age() > STALE_NANOS) {
            return fetch(url);
        }
        if (!last.has(kid)) {
            // An outage is no reason to fail those whose keys are known, nor to believe those whose are not.
            return look(url).otherwise(last.keys());
        }
        if (last.age() > FRESH_NANOS && mayLook(lookedForNews)) {
            fetch(url);
        }
        return Future.succeededFuture(last.keys());
    }

    private static boolean mayLook(AtomicLong looked) {
        long last = looked.get();
        long now = System.nanoTime();
        return now - last >= LOOK_EVERY_NANOS && looked.compareAndSet(last, now);
    }

    /** Looks for a key that is not known, unless that was done just now; who comes meanwhile shares what is found. */
    private Future<JWKSet> look(String url) {
        return asked.join(
                vertx,
                url,
                () -> mayLook(lookedForUnknown)
                        ? get(url).onFailure(outage -> lookAgain())
                        : Future.succeededFuture(latest()));
    }

    // What was not answered was no flood, and those with a new key must not wait for longer than the outage.
    private void lookAgain() {
        lookedForUnknown.set(System.nanoTime() - LOOK_EVERY_NANOS);
    }

    private JWKSet latest() {
        Fetched last = fetched;
        return last == null ? new JWKSet() : last.keys();
    }

    private Future<JWKSet> fetch(String url) {
        return asked.join(vertx, url, () -> get(url));
    }

    private Future<JWKSet> get(String url) {
        return client.send(Call.get(Leg.JWKS, url, "application/json"))
                .map(SigningKeys::parse)
                .onSuccess(keys -> fetched = new Fetched(url, keys, System.nanoTime()));
    }

    private static JWKSet parse(ProviderReply reply) {
        JWKSet keys = reply.status() == 200 ? KeySet.read(reply.body()) : new JWKSet();
        if (keys.isEmpty()) {
            throw new PkceException(Problem.providerFailed("The identity provider's keys cannot be read."));
        }
        return keys;
    }
}

package dev.pkce.gateway.provider;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.text.ParseException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A provider's signing keys, fetched when first needed and again, not too often, when a token names another key. */
final class SigningKeys {
    private static final long FETCH_EVERY = TimeUnit.SECONDS.toNanos(30);

    private record Fetched(JWKSet keys, long at) {}

    private final SingleFlight<JWKSet> asked = new SingleFlight<>();
    private final Vertx vertx;
    private final ProviderClient client;
    private volatile @Nullable Fetched fetched;

    SigningKeys(Vertx vertx, ProviderClient client) {
        this.vertx = vertx;
        this.client = client;
    }

    /** The keys at {@code url} with {@code kid}; all of them if a token names none. */
    Future<JWKSet> keys(String url, @Nullable String kid) {
        Fetched last = fetched;
        if (last != null && (known(last.keys(), kid) || System.nanoTime() - last.at() < FETCH_EVERY)) {
            return Future.succeededFuture(last.keys());
        }
        return asked.join(vertx, url, () -> fetch(url));
    }

    private Future<JWKSet> fetch(String url) {
        return client.get(url, "application/json").map(reply -> {
            JWKSet keys = parse(reply);
            fetched = new Fetched(keys, System.nanoTime());
            return keys;
        });
    }

    private static JWKSet parse(ProviderReply reply) {
        try {
            if (reply.status() == 200) {
                return JWKSet.parse(reply.body()).toPublicJWKSet();
            }
        } catch (ParseException notKeys) {
            // Told below, without the text, which may be anything.
        }
        throw new PkceException(Problem.providerFailed("The identity provider's keys cannot be read."));
    }

    private static boolean known(JWKSet keys, @Nullable String kid) {
        List<JWK> all = keys.getKeys();
        return kid == null ? !all.isEmpty() : keys.getKeyByKeyId(kid) != null;
    }
}

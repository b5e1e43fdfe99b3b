package dev.pkce.gateway.provider;

import io.vertx.core.http.HttpClient;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one provider, for each direction. Once they are retired they close with the last call under way; a
 * call that comes even later, as an exchange is more than one, has connections of its own. Safe from any event loop.
 */
final class Pools {
    private record Pair(HttpClient front, HttpClient back) {}

    private final Supplier<HttpClient> open;
    private @Nullable Pair pair;
    private int underWay;
    private boolean retired;

    /** Opens them where it is called, so that they close with that verticle, if not before. */
    Pools(Supplier<HttpClient> open) {
        this.open = open;
        this.pair = open();
    }

    private Pair open() {
        return new Pair(open.get(), open.get());
    }

    /** The client for a call on {@code leg}, after which there must be a {@link #release}. */
    synchronized HttpClient take(Leg leg) {
        Pair known = pair;
        if (known == null) {
            known = open();
            pair = known;
        }
        underWay++;
        return leg.front() ? known.front() : known.back();
    }

    synchronized void release() {
        underWay--;
        closeIfIdle();
    }

    /** Nothing new is to go this way. */
    synchronized void retire() {
        retired = true;
        closeIfIdle();
    }

    private void closeIfIdle() {
        if (retired && underWay == 0 && pair != null) {
            List.of(pair.front(), pair.back()).forEach(HttpClient::close);
            pair = null;
        }
    }
}

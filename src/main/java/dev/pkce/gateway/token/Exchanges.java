package dev.pkce.gateway.token;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.pkce.gateway.redis.RedisConnection;
import dev.pkce.gateway.seal.KeyRing;
import java.util.function.Supplier;

/** What all instances of the token-proxy share: the exchanges under way, and what is left of those before. */
public final class Exchanges {
    final Flights flights;
    final RefreshTokens refreshTokens;
    final ClearableTokens clearable;

    /** Of this node alone, none yet; {@code revokeOnClear} as configured. */
    public Exchanges(boolean revokeOnClear) {
        this(revokeOnClear, new LocalFlights(new Rotations(Ticker.systemTicker())), new LocalRefreshTokens());
    }

    /** The same of all nodes that share {@code redis}; what that holds of them is sealed with {@code keys}. */
    public static Exchanges shared(boolean revokeOnClear, RedisConnection redis, Supplier<KeyRing> keys) {
        return new Exchanges(revokeOnClear, new RedisFlights(redis, keys), new RedisRefreshTokens(redis, keys));
    }

    private Exchanges(boolean revokeOnClear, Flights flights, RefreshTokens refreshTokens) {
        this.flights = flights;
        this.refreshTokens = refreshTokens;
        this.clearable = new ClearableTokens(revokeOnClear);
    }

    /** Drops whatever is over. By the timer of a verticle, not a cache's own: that would outlive the gateway. */
    void tidy() {
        flights.tidy();
        clearable.tidy();
    }
}

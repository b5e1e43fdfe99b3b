package dev.pkce.gateway.token;

import com.github.benmanes.caffeine.cache.Ticker;

/** What all instances of the token-proxy share: the exchanges under way, and what is left of those before. */
public final class Exchanges {
    final Flights flights;
    final RefreshTokens refreshTokens;
    final ClearableTokens clearable;

    /** Of this node alone, none yet; {@code revokeOnClear} as configured. */
    public Exchanges(boolean revokeOnClear) {
        this(revokeOnClear, new LocalFlights(new Rotations(Ticker.systemTicker())), new LocalRefreshTokens());
    }

    private Exchanges(boolean revokeOnClear, Flights flights, RefreshTokens refreshTokens) {
        this.flights = flights;
        this.refreshTokens = refreshTokens;
        this.clearable = new ClearableTokens(revokeOnClear);
    }
}

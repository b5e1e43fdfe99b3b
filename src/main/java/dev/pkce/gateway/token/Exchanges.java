package dev.pkce.gateway.token;

import dev.pkce.gateway.api.SignIn;
import dev.pkce.gateway.provider.SingleFlight;

/** What all instances of the token-proxy share: the exchanges under way, and what is left of those before. */
public final class Exchanges {
    final SingleFlight<SignIn> underWay = new SingleFlight<>();
    final Rotations rotations = new Rotations();
    final RefreshTokens refreshTokens = new RefreshTokens();
    final ClearableTokens clearable;

    /** None yet; {@code revokeOnClear} as configured. */
    public Exchanges(boolean revokeOnClear) {
        this.clearable = new ClearableTokens(revokeOnClear);
    }
}

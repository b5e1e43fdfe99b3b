package dev.pkce.gateway.flow;

/**
 * An authorization request that the provider keeps for one use (RFC 9126 section 2.2).
 *
 * @param requestUri its name
 * @param until when the provider forgets it, in milliseconds of {@link Clock}
 */
public record Pushed(String requestUri, long until) {
    /** The same, once it was used. */
    public Pushed used() {
        return new Pushed(requestUri, Clock.millis());
    }

    /** Whether the provider still knows it. */
    public boolean alive() {
        return until - Clock.millis() > 0;
    }
}

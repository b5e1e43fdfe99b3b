package dev.pkce.gateway.challenge;

import dev.pkce.gateway.api.ChallengedPkce;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.flow.S256;
import dev.pkce.gateway.flow.States;

/** Makes what a flow begins with. */
final class Challenges {
    private Challenges() {}

    /** A new challenge; its nonce is its state, as the SDKs' models say, unless {@code ownNonce}. */
    static ChallengedPkce next(boolean ownNonce) {
        String state = States.next();
        String verifier = States.random();
        return new ChallengedPkce(state, ownNonce ? States.random() : state, S256.of(verifier), new Secret(verifier));
    }
}

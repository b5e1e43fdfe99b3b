package dev.pkce.gateway.challenge;

import dev.pkce.gateway.api.ChallengedPkce;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.flow.FreshTexts;

/** Makes what a flow begins with. Confined to one event loop. */
final class Challenges {
    private final FreshTexts fresh = new FreshTexts();

    /** A new challenge; its nonce is its state, as the SDKs' models say, unless {@code ownNonce}. */
    ChallengedPkce next(boolean ownNonce) {
        String state = fresh.state();
        String verifier = fresh.random();
        return new ChallengedPkce(state, ownNonce ? fresh.random() : state, fresh.s256(verifier), new Secret(verifier));
    }
}

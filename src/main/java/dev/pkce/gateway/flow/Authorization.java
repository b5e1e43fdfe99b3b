package dev.pkce.gateway.flow;

import dev.pkce.gateway.api.SeededPkce;

/**
 * What a flow is bound to once it was seeded; nothing later in the flow may differ from it.
 *
 * @param seed what was asked
 * @param provider the configured name of who was asked (RFC 9700 section 4.4: a code goes back to its own provider)
 * @param redirectUri where the provider sends the browser back to
 */
public record Authorization(SeededPkce seed, String provider, String redirectUri) {}

package dev.pkce.gateway.flow;

import dev.pkce.gateway.api.Secret;

/**
 * The right to redeem one code, once: only {@link FlowStore#redeem} gives it, after every check and after the flow was
 * marked as spent.
 *
 * @param origin of the flow
 * @param authorization what the flow is bound to
 * @param code what to redeem
 */
public record Redemption(Origin origin, Authorization authorization, Secret code) {}

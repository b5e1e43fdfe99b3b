package dev.pkce.gateway.flow;

import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Tells an instance that the flow its callers wait for is decided.
 *
 * @param state the flow's
 * @param code the provider's answer; null exactly if there is a problem
 * @param problem why there will be no code
 */
public record Wake(
        String state, @Nullable Secret code, @Nullable Problem problem) {}

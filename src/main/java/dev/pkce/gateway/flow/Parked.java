package dev.pkce.gateway.flow;

import dev.pkce.gateway.api.Secret;
import org.jspecify.annotations.Nullable;

/**
 * A caller took its place at a flow.
 *
 * @param flow the flow it waits for
 * @param first whether the call seeded the flow, so that it is the one to go out to the provider
 * @param code the code, if it was there already
 */
public record Parked(
        Flow.Asked flow, boolean first, @Nullable Secret code) {}

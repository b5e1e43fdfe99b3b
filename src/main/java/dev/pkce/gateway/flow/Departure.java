package dev.pkce.gateway.flow;

import org.jspecify.annotations.Nullable;

/**
 * A browser is on its way to the provider.
 *
 * @param pushed the pushed request that is this browser's alone; null if there is none, or another one had it
 */
public record Departure(@Nullable Pushed pushed) {}

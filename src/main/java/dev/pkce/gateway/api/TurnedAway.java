package dev.pkce.gateway.api;

/**
 * A browser came for a flow that was begun in another one.
 *
 * @param state the state that it brought, known or not
 */
public record TurnedAway(String state) {}

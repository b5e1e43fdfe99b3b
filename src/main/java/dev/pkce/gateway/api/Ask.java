package dev.pkce.gateway.api;

import io.vertx.core.Promise;

/**
 * A request that takes the place for its answer along, instead of an address for a reply.
 *
 * @param request what the address takes
 * @param answer completed by whoever answers there
 */
record Ask(Object request, Promise<Object> answer) {}

/**
 * Redis, or Valkey, as what several nodes share: connections that open again by themselves, commands that have a deadline,
 * and one failure for whatever goes wrong.
 */
@NullMarked
package dev.pkce.gateway.redis;

import org.jspecify.annotations.NullMarked;

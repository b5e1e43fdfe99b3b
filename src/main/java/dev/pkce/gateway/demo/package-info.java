/**
 * The built-in development provider: an OAuth 2.0 / OpenID Connect authorization server with the paths and shapes of
 * Auth0, for trying the gateway out and for its tests. It listens on loopback only, accepts any user name, and
 * misbehaves on request. It imports nothing else of the gateway.
 */
@NullMarked
package dev.pkce.gateway.demo;

import org.jspecify.annotations.NullMarked;

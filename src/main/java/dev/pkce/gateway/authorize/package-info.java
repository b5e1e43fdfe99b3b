/** From the seed to the code: proxies out to the provider's authorize endpoint, parks callers, hosts the callback. */
@NullMarked
package dev.pkce.gateway.authorize;

import org.jspecify.annotations.NullMarked;

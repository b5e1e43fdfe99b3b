/** The management port: whether the gateway is well, and what it counts. */
@NullMarked
package dev.pkce.gateway.ops;

import org.jspecify.annotations.NullMarked;

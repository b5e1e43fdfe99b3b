/** The identity providers as data, and the way out to them. */
@NullMarked
package dev.pkce.gateway.provider;

import org.jspecify.annotations.NullMarked;

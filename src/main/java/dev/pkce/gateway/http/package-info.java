/** The HTTP listener: parses once, routes onto the event bus, writes answers. Knows the rest by its API alone. */
@NullMarked
package dev.pkce.gateway.http;

import org.jspecify.annotations.NullMarked;

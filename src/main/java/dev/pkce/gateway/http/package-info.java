/** The HTTP listener, and the routes that lead from it onto the event bus. */
@NullMarked
package dev.pkce.gateway.http;

import org.jspecify.annotations.NullMarked;

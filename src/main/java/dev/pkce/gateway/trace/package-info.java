/** Which trace a request belongs to, and what a trace may tell of it. */
@NullMarked
package dev.pkce.gateway.trace;

import org.jspecify.annotations.NullMarked;

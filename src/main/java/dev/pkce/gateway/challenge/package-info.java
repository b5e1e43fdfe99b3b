/** Makes challenges. */
@NullMarked
package dev.pkce.gateway.challenge;

import org.jspecify.annotations.NullMarked;

/** Asks the providers, and the gateway itself, whether the configuration fits them, and says what to change where not. */
@NullMarked
package dev.pkce.gateway.doctor;

import org.jspecify.annotations.NullMarked;

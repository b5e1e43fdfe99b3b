/** The state of every login, and the transitions between its states. */
@NullMarked
package dev.pkce.gateway.flow;

import org.jspecify.annotations.NullMarked;

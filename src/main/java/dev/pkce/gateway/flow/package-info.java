/**
 * The state of every login: a flow is an immutable row in shared local maps, and each step is one compare-and-set on it.
 * The features meet here and nowhere else.
 */
@NullMarked
package dev.pkce.gateway.flow;

import org.jspecify.annotations.NullMarked;

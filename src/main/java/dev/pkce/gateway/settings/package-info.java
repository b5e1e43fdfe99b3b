/**
 * The configuration as text: where each value comes from, which keys exist, and everything that is wrong with them, in
 * one list. What the values mean is said beside the features that use them.
 */
@NullMarked
package dev.pkce.gateway.settings;

import org.jspecify.annotations.NullMarked;

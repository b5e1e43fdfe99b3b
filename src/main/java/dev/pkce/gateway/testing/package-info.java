/**
 * For the tests of programs that sign people in: a gateway and a provider that can have bad days. It comes as an artifact
 * of its own (classifier {@code testing}), which needs JUnit.
 */
@NullMarked
package dev.pkce.gateway.testing;

import org.jspecify.annotations.NullMarked;

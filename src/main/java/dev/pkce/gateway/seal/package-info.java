/** Sealing what leaves the process, so that whoever finds it can neither read nor change it. */
@NullMarked
package dev.pkce.gateway.seal;

import org.jspecify.annotations.NullMarked;

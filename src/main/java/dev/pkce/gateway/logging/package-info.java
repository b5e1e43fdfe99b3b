/** What the program writes to its log. Only the command line needs what is behind it, Logback. */
@NullMarked
package dev.pkce.gateway.logging;

import org.jspecify.annotations.NullMarked;

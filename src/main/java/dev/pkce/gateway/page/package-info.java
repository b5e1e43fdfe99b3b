/** What all pages for people have in common. */
@NullMarked
package dev.pkce.gateway.page;

import org.jspecify.annotations.NullMarked;

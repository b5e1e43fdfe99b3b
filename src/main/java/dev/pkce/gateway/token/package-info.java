/** From the code to the tokens: proxies out to the provider's token endpoint and believes nothing unchecked. */
@NullMarked
package dev.pkce.gateway.token;

import org.jspecify.annotations.NullMarked;

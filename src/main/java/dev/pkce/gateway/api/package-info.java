/**
 * The contract of the gateway for programs in the same JVM: addresses, immutable messages, one error type and one typed
 * client, {@code PkceGateway}. Every message has a JSON form, which is the HTTP body of the same
 * name, so the addresses take and answer {@code JsonObject} too.
 */
@NullMarked
package dev.pkce.gateway.api;

import org.jspecify.annotations.NullMarked;

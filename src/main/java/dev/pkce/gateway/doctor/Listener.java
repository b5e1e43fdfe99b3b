package dev.pkce.gateway.doctor;

import org.jspecify.annotations.Nullable;

/**
 * What is to be known of the gateway's own listener.
 *
 * @param callback where providers send browsers back to; null where that is another address at each start
 * @param certificateFile its certificate; null for plain HTTP
 * @param clientCertificates whether it answers nobody without a certificate
 */
public record Listener(@Nullable String callback, @Nullable String certificateFile, boolean clientCertificates) {}

package dev.pkce.gateway.flow;

/**
 * What a token call must match.
 *
 * @param clientId its client
 * @param redirectUri its redirect_uri
 * @param challenge S256 of its verifier
 */
public record Presented(String clientId, String redirectUri, String challenge) {}

package dev.pkce.gateway.demo;

/** The conversations with the provider that can be made to fail. */
public enum Leg {
    AUTHORIZE,
    PAR,
    TOKEN,
    REVOKE,
    JWKS,
    DISCOVERY,
    USERINFO
}

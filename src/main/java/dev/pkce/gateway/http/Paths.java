package dev.pkce.gateway.http;

/** The paths of the contract. */
final class Paths {
    static final String CHALLENGE = "/pkce/challenge";
    static final String CODE = "/pkce/code";
    static final String CALLBACK = "/pkce/response/code";
    static final String TOKEN = "/pkce/token";
    static final String CLEAR = "/pkce/clear";
    static final String REVOKE = "/pkce/revoke";
    static final String AUTHORIZE = "/pkce/authorize";

    private Paths() {}
}

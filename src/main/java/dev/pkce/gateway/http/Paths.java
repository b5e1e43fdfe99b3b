package dev.pkce.gateway.http;

import java.util.Map;

/** The paths of the contract. */
final class Paths {
    static final String CHALLENGE = "/pkce/challenge";
    static final String CODE = "/pkce/code";
    static final String CALLBACK = "/pkce/response/code";
    static final String CONFIRM = "/pkce/confirm";
    static final String TOKEN = "/pkce/token";
    static final String CLEAR = "/pkce/clear";
    static final String REVOKE = "/pkce/revoke";
    static final String AUTHORIZE = "/pkce/authorize";

    /** What each path takes (RFC 9110 section 10.2.1). */
    static final Map<String, String> ALLOWED = Map.of(
            CHALLENGE, "GET",
            CODE, "GET, POST",
            CALLBACK, "GET, POST",
            CONFIRM, "POST",
            TOKEN, "POST",
            CLEAR, "POST",
            REVOKE, "POST",
            AUTHORIZE, "GET");

    private Paths() {}
}

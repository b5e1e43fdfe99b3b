package dev.pkce.gateway.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
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
    static final String CONTRACT = "/openapi.yaml";

    /** What {@link #route} tells of every path that is none of these. */
    static final String OTHER = "other";

    /** What each path takes (RFC 9110 section 10.2.1). */
    static final Map<String, String> ALLOWED = Map.of(
            CHALLENGE, "GET",
            CODE, "GET, POST",
            CALLBACK, "GET, POST",
            CONFIRM, "POST",
            TOKEN, "POST",
            CLEAR, "POST",
            REVOKE, "POST",
            AUTHORIZE, "GET",
            CONTRACT, "GET");

    /** Which of them share a rate limit: where a program starts, waits and ends, where people come, and what costs a call. */
    static final Map<String, List<String>> GROUPS = Map.of(
            "challenge", List.of(CHALLENGE),
            "code", List.of(CODE, CLEAR),
            "browser", List.of(AUTHORIZE, CALLBACK, CONFIRM),
            "token", List.of(TOKEN, REVOKE));

    private Paths() {}

    /** The path of a request where it is one of these; any other may hold anything, and is not told. */
    static String route(HttpServerRequest request) {
        String path = request.path();
        return path != null && ALLOWED.containsKey(path) ? path : OTHER;
    }
}

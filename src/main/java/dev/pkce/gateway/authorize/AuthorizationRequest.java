package dev.pkce.gateway.authorize;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.SeededPkce;
import dev.pkce.gateway.flow.Authorization;
import dev.pkce.gateway.flow.Pushed;
import dev.pkce.gateway.provider.Parameters;
import java.util.Map;
import java.util.TreeMap;

/** The authorization request (RFC 6749 section 4.1.1, RFC 7636 section 4.3), and the URL that carries it. */
final class AuthorizationRequest {
    private static final int MAX_URL = 8192;

    private AuthorizationRequest() {}

    /** The parameters of the request of {@code bound}. */
    static Map<String, String> parameters(Authorization bound) {
        SeededPkce seed = bound.seed();
        Map<String, String> parameters = new TreeMap<>(seed.parameters());
        parameters.put("response_type", "code");
        parameters.put("client_id", seed.clientId());
        parameters.put("redirect_uri", bound.redirectUri());
        parameters.put("scope", String.join(" ", seed.scope()));
        parameters.put("state", seed.state());
        parameters.put("nonce", seed.nonce());
        parameters.put("code_challenge", seed.codeChallenge());
        parameters.put("code_challenge_method", "S256");
        return parameters;
    }

    /** The request of {@code bound} to {@code endpoint}, all of it for the browser to carry. */
    static String url(String endpoint, Authorization bound) {
        String url = Parameters.query(endpoint, parameters(bound));
        if (url.length() > MAX_URL) {
            throw new PkceException(Problem.invalidRequest("The authorization request is longer than 8 KiB."));
        }
        return url;
    }

    /** The request of {@code bound} that was pushed before (RFC 9126 section 4). */
    static String url(String endpoint, Authorization bound, Pushed pushed) {
        return Parameters.query(
                endpoint, Map.of("client_id", bound.seed().clientId(), "request_uri", pushed.requestUri()));
    }
}

package dev.pkce.gateway.token;

import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.TokenizedPkce;
import dev.pkce.gateway.provider.Client;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The forms that go to the provider (RFC 6749 sections 4.1.3 and 6, RFC 7636 section 4.5, RFC 7009 section 2.1). */
final class TokenRequest {
    private TokenRequest() {}

    /** The form of either grant. */
    static Map<String, String> form(TokenizedPkce request) {
        return request instanceof TokenizedPkce.AuthorizationCode code
                ? redeem(code)
                : refresh((TokenizedPkce.Refresh) request);
    }

    private static Map<String, String> redeem(TokenizedPkce.AuthorizationCode request) {
        Map<String, String> form = common("authorization_code", request);
        form.put("code", request.code().reveal());
        form.put("redirect_uri", request.redirectUri());
        form.put("code_verifier", request.verifier().reveal());
        return form;
    }

    private static Map<String, String> refresh(TokenizedPkce.Refresh request) {
        Map<String, String> form = common("refresh_token", request);
        form.put("refresh_token", request.refreshToken().reveal());
        return form;
    }

    private static Map<String, String> common(String grant, TokenizedPkce request) {
        Map<String, String> form = new TreeMap<>();
        form.put("grant_type", grant);
        form.put("client_id", request.clientId());
        if (request.audience() != null) {
            form.put("audience", request.audience());
        }
        return form;
    }

    /** The form of a revocation. */
    static Map<String, String> revoke(String clientId, Secret token) {
        return Map.of("client_id", clientId, "token", token.reveal());
    }

    /**
     * {@code client_secret_basic} (RFC 6749 section 2.3.1, which has both halves form-encoded first); null for a client
     * without a secret. A secret goes with the client it is configured for and no other.
     */
    static @Nullable String authorization(Client configured, String clientId) {
        Secret secret = configured.secret();
        if (secret == null || !clientId.equals(configured.id())) {
            return null;
        }
        String pair = encode(clientId) + ":" + encode(secret.reveal());
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

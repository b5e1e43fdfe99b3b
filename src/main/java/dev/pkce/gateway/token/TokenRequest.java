package dev.pkce.gateway.token;

import dev.pkce.gateway.api.RevokedPkce;
import dev.pkce.gateway.api.TokenizedPkce;
import java.util.Map;
import java.util.TreeMap;

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

    /** The header of either grant: the proof, as the one who holds the key made it (RFC 9449 section 5). */
    static Map<String, String> headers(TokenizedPkce request) {
        return request.proof() == null
                ? Map.of()
                : Map.of("DPoP", request.proof().reveal());
    }

    /** The form of a revocation. */
    static Map<String, String> revoke(RevokedPkce request) {
        Map<String, String> form = new TreeMap<>();
        form.put("client_id", request.clientId());
        form.put("token", request.token().reveal());
        if (request.hint() != null) {
            form.put("token_type_hint", request.hint());
        }
        return form;
    }
}

package dev.pkce.gateway.demo;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What ties a code to the one who asked for it: the S256 challenge, and the thumbprint of a key where one was named
 * (RFC 9449 section 10).
 */
record Binding(String challenge, @Nullable String key) {
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

    static Binding of(Parameters query) {
        String challenge = query.required("code_challenge");
        // RFC 7636 section 4.3: without a method it would be plain, which RFC 9700 section 2.1.1 rules out.
        if (!"S256".equals(query.optional("code_challenge_method"))) {
            throw OAuthException.invalidRequest("code_challenge_method must be S256");
        }
        if (!CHALLENGE.matcher(challenge).matches()) {
            throw OAuthException.invalidRequest("code_challenge is malformed");
        }
        return new Binding(challenge, query.optional("dpop_jkt"));
    }

    void check(String verifier, @Nullable String proven) {
        if (!VERIFIER.matcher(verifier).matches()) {
            throw OAuthException.invalidRequest("code_verifier is malformed");
        }
        if (!Crypto.same(challenge, Crypto.base64Url(Crypto.sha256(verifier)))) {
            throw OAuthException.invalidGrant("code_verifier does not match the challenge");
        }
        if (key != null && !key.equals(proven)) {
            throw OAuthException.invalidGrant("The code is bound to another key");
        }
    }
}

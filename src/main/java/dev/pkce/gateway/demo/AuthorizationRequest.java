package dev.pkce.gateway.demo;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A well-formed authorization request; {@code challenge} is the S256 challenge. */
record AuthorizationRequest(
        ReturnAddress address,
        Set<String> scope,
        String challenge,
        @Nullable String nonce,
        @Nullable String prompt) {
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");
    private static final List<String> RESPONSE_MODES = List.of("query", "form_post");

    static AuthorizationRequest of(Parameters query) {
        ReturnAddress address = ReturnAddress.of(query);
        if (!query.required("response_type").equals("code")) {
            throw new OAuthException("unsupported_response_type", "Only response_type=code is supported");
        }
        String mode = query.optional("response_mode");
        if (mode != null && !RESPONSE_MODES.contains(mode)) {
            throw OAuthException.invalidRequest("response_mode must be query or form_post");
        }
        return new AuthorizationRequest(
                address,
                scopeOf(query.optional("scope")),
                challengeOf(query),
                query.optional("nonce"),
                query.optional("prompt"));
    }

    /** RFC 6749 section 4.1.3 and RFC 7636 section 4.6: the one who redeems is the one who asked. */
    void checkRedemption(String clientId, Parameters form) {
        if (!address.clientId().equals(clientId)) {
            throw OAuthException.invalidGrant("The code was issued to another client");
        }
        if (!address.redirectUri().equals(form.required("redirect_uri"))) {
            throw OAuthException.invalidGrant("redirect_uri is not the one of the authorization request");
        }
        String verifier = form.required("code_verifier");
        if (!VERIFIER.matcher(verifier).matches()) {
            throw OAuthException.invalidRequest("code_verifier is malformed");
        }
        if (!Crypto.same(challenge, Crypto.base64Url(Crypto.sha256(verifier)))) {
            throw OAuthException.invalidGrant("code_verifier does not match the challenge");
        }
    }

    private static Set<String> scopeOf(@Nullable String text) {
        Set<String> scope = new LinkedHashSet<>(text == null ? List.of() : Arrays.asList(text.split(" ")));
        scope.remove("");
        return Collections.unmodifiableSet(scope);
    }

    private static String challengeOf(Parameters query) {
        String challenge = query.required("code_challenge");
        // RFC 7636 section 4.3: without a method it would be plain, which RFC 9700 section 2.1.1 rules out.
        if (!"S256".equals(query.optional("code_challenge_method"))) {
            throw OAuthException.invalidRequest("code_challenge_method must be S256");
        }
        if (!CHALLENGE.matcher(challenge).matches()) {
            throw OAuthException.invalidRequest("code_challenge is malformed");
        }
        return challenge;
    }
}

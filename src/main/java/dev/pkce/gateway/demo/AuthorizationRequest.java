package dev.pkce.gateway.demo;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A well-formed authorization request. */
record AuthorizationRequest(
        ReturnAddress address,
        Set<String> scope,
        Binding binding,
        @Nullable String nonce,
        @Nullable String prompt) {
    private static final List<String> RESPONSE_MODES = List.of("query", "form_post");

    static AuthorizationRequest of(Parameters query, Map<String, List<String>> registered) {
        ReturnAddress address = ReturnAddress.of(query, registered);
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
                Binding.of(query),
                query.optional("nonce"),
                query.optional("prompt"));
    }

    /** RFC 6749 section 4.1.3 and RFC 7636 section 4.6: the one who redeems is the one who asked. */
    void checkRedemption(Caller caller, Parameters form) {
        if (!address.clientId().equals(caller.clientId())) {
            throw OAuthException.invalidGrant("The code was issued to another client");
        }
        if (!address.redirectUri().equals(form.required("redirect_uri"))) {
            throw OAuthException.invalidGrant("redirect_uri is not the one of the authorization request");
        }
        binding.check(form.required("code_verifier"), caller.key());
    }

    private static Set<String> scopeOf(@Nullable String text) {
        Set<String> scope = new LinkedHashSet<>(text == null ? List.of() : Arrays.asList(text.split(" ")));
        scope.remove("");
        return Collections.unmodifiableSet(scope);
    }
}

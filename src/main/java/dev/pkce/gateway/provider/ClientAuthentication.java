package dev.pkce.gateway.provider;

import dev.pkce.gateway.api.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** How the gateway shows a provider that it is the client it says it is (OpenID Connect Core section 9). */
public sealed interface ClientAuthentication {
    /** A public client: nothing to show. */
    record None() implements ClientAuthentication {}

    /** {@code client_secret_basic}: the secret in the Authorization header. */
    record Basic(Secret secret) implements ClientAuthentication {}

    /** {@code client_secret_post}: the secret in the form. */
    record Post(Secret secret) implements ClientAuthentication {}

    /** {@code private_key_jwt}: a short assertion signed with the client's own key (RFC 7523 section 2.2). */
    record PrivateKey(ClientKey key) implements ClientAuthentication {}

    /**
     * Adds what shows that the caller is {@code clientId} to the header fields and the form of a call.
     *
     * @param audience whom an assertion is for
     */
    default void apply(String clientId, String audience, Map<String, String> headers, Map<String, String> form) {
        if (this instanceof Basic basic) {
            headers.put("Authorization", header(clientId, basic.secret()));
        } else if (this instanceof Post post) {
            form.put("client_secret", post.secret().reveal());
        } else if (this instanceof PrivateKey own) {
            form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
            form.put("client_assertion", own.key().assertion(clientId, audience));
        }
    }

    // RFC 6749 section 2.3.1 has both halves form-encoded before they are joined.
    private static String header(String clientId, Secret secret) {
        String pair = encode(clientId) + ":" + encode(secret.reveal());
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

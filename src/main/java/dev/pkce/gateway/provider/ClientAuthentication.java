package dev.pkce.gateway.provider;

import dev.pkce.gateway.api.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** How the gateway shows a provider that it is the client it says it is (OpenID Connect Core section 9). */
public sealed interface ClientAuthentication {
    /** What the method is called in metadata. */
    String method();

    /**
     * Adds what shows that the caller is {@code clientId} to the header fields and the form of a call.
     *
     * @param audience whom an assertion is for
     */
    void apply(String clientId, String audience, Map<String, String> headers, Map<String, String> form);

    /** A public client: nothing to show. */
    record None() implements ClientAuthentication {
        @Override
        public String method() {
            return "none";
        }

        @Override
        public void apply(String clientId, String audience, Map<String, String> headers, Map<String, String> form) {}
    }

    /** {@code client_secret_basic}: the secret in the Authorization header. */
    record Basic(Secret secret) implements ClientAuthentication {
        @Override
        public String method() {
            return "client_secret_basic";
        }

        @Override
        public void apply(String clientId, String audience, Map<String, String> headers, Map<String, String> form) {
            String pair = encode(clientId) + ":" + encode(secret.reveal());
            byte[] bytes = pair.getBytes(StandardCharsets.US_ASCII);
            headers.put("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
        }

        /** RFC 6749 section 2.3.1 has both halves form-encoded before they are joined. */
        private static String encode(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8);
        }
    }

    /** {@code client_secret_post}: the secret in the form. */
    record Post(Secret secret) implements ClientAuthentication {
        @Override
        public String method() {
            return "client_secret_post";
        }

        @Override
        public void apply(String clientId, String audience, Map<String, String> headers, Map<String, String> form) {
            form.put("client_secret", secret.reveal());
        }
    }

    /** {@code private_key_jwt}: a short assertion signed with the client's own key (RFC 7523 section 2.2). */
    record PrivateKey(ClientKey key) implements ClientAuthentication {
        @Override
        public String method() {
            return "private_key_jwt";
        }

        @Override
        public void apply(String clientId, String audience, Map<String, String> headers, Map<String, String> form) {
            form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
            form.put("client_assertion", key.assertion(clientId, audience));
        }
    }
}

package dev.pkce.gateway.demo;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where the answer to an authorization request goes, and how. */
record ReturnAddress(
        String clientId,
        String redirectUri,
        boolean formPost,
        @Nullable String state) {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

    /**
     * Fails where the answer must not go to the redirect URI (RFC 6749 section 4.1.2.1).
     *
     * @param registered the only redirect URIs of the clients that have any
     */
    static ReturnAddress of(Parameters query, Map<String, List<String>> registered) {
        String redirectUri = query.required("redirect_uri");
        if (!isLoopback(redirectUri)) {
            throw OAuthException.invalidRequest("redirect_uri must be an http or https URL on loopback");
        }
        String clientId = query.required("client_id");
        List<String> own = registered.getOrDefault(clientId, List.of());
        if (!own.isEmpty() && !own.contains(redirectUri)) {
            throw OAuthException.invalidRequest("redirect_uri is not registered for the client");
        }
        return new ReturnAddress(
                clientId, redirectUri, "form_post".equals(query.optional("response_mode")), query.optional("state"));
    }

    private static boolean isLoopback(String text) {
        try {
            URI uri = new URI(text);
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            boolean bare = uri.getRawUserInfo() == null && uri.getRawFragment() == null;
            String host = uri.getHost();
            return web && bare && host != null && LOOPBACK.matcher(host).matches();
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}

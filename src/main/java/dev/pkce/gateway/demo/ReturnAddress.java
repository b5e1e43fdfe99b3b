package dev.pkce.gateway.demo;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where the answer to an authorization request goes, and how. */
record ReturnAddress(
        String clientId,
        String redirectUri,
        boolean formPost,
        @Nullable String state) {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

    /** Fails where the answer must not go to the redirect URI (RFC 6749 section 4.1.2.1). */
    static ReturnAddress of(Parameters query) {
        String redirectUri = query.required("redirect_uri");
        if (!isLoopback(redirectUri)) {
            throw OAuthException.invalidRequest("redirect_uri must be an http or https URL on loopback");
        }
        return new ReturnAddress(
                query.required("client_id"),
                redirectUri,
                "form_post".equals(query.optional("response_mode")),
                query.optional("state"));
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

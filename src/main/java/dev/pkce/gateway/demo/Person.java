package dev.pkce.gateway.demo;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The user behind a name: every name is somebody, always the same. */
record Person(String user, String issuer) {

    /** OIDC Core section 5.4: each scope value opens its claims. */
    Map<String, Object> claims(Set<String> scope) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", "auth0|" + Crypto.base64Url(Crypto.sha256(user)).substring(0, 24));
        if (scope.contains("profile")) {
            claims.putAll(profile());
        }
        if (scope.contains("email")) {
            claims.put("email", user.contains("@") ? user : nickname() + "@example.com");
            claims.put("email_verified", true);
        }
        return claims;
    }

    private Map<String, Object> profile() {
        String given =
                nickname().substring(0, 1).toUpperCase(Locale.ROOT) + nickname().substring(1);
        return Map.of(
                "given_name",
                given,
                "family_name",
                "Example",
                "name",
                given + " Example",
                "nickname",
                nickname(),
                "picture",
                issuer + MetadataEndpoint.PICTURE.substring(1));
    }

    private String nickname() {
        int at = user.indexOf('@');
        return at > 0 ? user.substring(0, at) : user;
    }
}

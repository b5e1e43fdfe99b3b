package dev.pkce.gateway.token;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The user as the SDKs know one, from the standard claims (OpenID Connect Core section 5.1). */
final class SignedInUser {
    private static final List<String> TEXTS =
            List.of("name", "picture", "email", "given_name", "family_name", "nickname", "locale");

    private SignedInUser() {}

    static Map<String, Object> of(JWTClaimsSet claims) {
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("user_id", claims.getSubject());
        for (String name : TEXTS) {
            if (claims.getClaim(name) instanceof String text) {
                user.put(name, text);
            }
        }
        if (claims.getClaim("preferred_username") instanceof String text) {
            user.put("username", text);
        }
        if (claims.getClaim("email_verified") instanceof Boolean verified) {
            user.put("email_verified", verified);
        }
        return user;
    }
}

package dev.pkce.gateway.token;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.pkce.gateway.api.OAuthAccount;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The user as the SDKs know one, from the standard claims (OpenID Connect Core section 5.1); no claims, no user. */
final class SignedInUser {
    private static final List<String> TEXTS =
            List.of("name", "picture", "email", "given_name", "family_name", "nickname", "locale");
    private static final Map<String, String> DESCOPE = Map.of(
            "given_name", "givenName",
            "middle_name", "middleName",
            "family_name", "familyName",
            "name", "name",
            "email", "email",
            "phone_number", "phone",
            "picture", "picture");

    private SignedInUser() {}

    static Map<String, Object> auth0(JWTClaimsSet claims) {
        Map<String, Object> user = new LinkedHashMap<>();
        put(user, "user_id", claims.getSubject());
        TEXTS.forEach(name -> put(user, name, text(claims, name)));
        put(user, "username", username(claims));
        put(user, "email_verified", claims.getClaim("email_verified") instanceof Boolean verified ? verified : null);
        return user;
    }

    /** Empty unless it is whole. */
    static Map<String, Object> descope(JWTClaimsSet claims) {
        Map<String, Object> user = new LinkedHashMap<>();
        put(user, "userId", claims.getSubject());
        put(user, "id", claims.getSubject());
        DESCOPE.forEach((claim, name) -> put(user, name, text(claims, claim)));
        put(user, "isVerifiedEmail", claims.getClaim("email_verified") instanceof Boolean verified ? verified : null);
        boolean whole = Stream.of("userId", "givenName", "familyName", "email").allMatch(user::containsKey);
        return whole ? user : Map.of();
    }

    /** Null unless it is whole. */
    static @Nullable OAuthAccount account(String clientId, JWTClaimsSet claims) {
        String email = text(claims, "email");
        String connection = connection(claims);
        String username = username(claims);
        String given = text(claims, "given_name");
        String family = text(claims, "family_name");
        String name = text(claims, "name");
        String picture = text(claims, "picture");
        String nickname = text(claims, "nickname");
        if (email == null || connection == null || username == null || given == null) {
            return null;
        }
        if (family == null || name == null || picture == null || nickname == null) {
            return null;
        }
        return new OAuthAccount(clientId, email, connection, username, given, family, name, picture, nickname);
    }

    /** Where the account is kept: Auth0 writes it before the bar of a subject such as {@code google-oauth2|117}. */
    private static @Nullable String connection(JWTClaimsSet claims) {
        String connection = text(claims, "connection");
        String subject = claims.getSubject();
        if (connection != null || subject == null || subject.indexOf('|') <= 0) {
            return connection;
        }
        return subject.substring(0, subject.indexOf('|'));
    }

    private static @Nullable String username(JWTClaimsSet claims) {
        String username = text(claims, "username");
        return username == null ? text(claims, "preferred_username") : username;
    }

    private static @Nullable String text(JWTClaimsSet claims, String name) {
        return claims.getClaim(name) instanceof String text && !text.isEmpty() ? text : null;
    }

    private static void put(Map<String, Object> user, String name, @Nullable Object value) {
        if (value != null) {
            user.put(name, value);
        }
    }
}

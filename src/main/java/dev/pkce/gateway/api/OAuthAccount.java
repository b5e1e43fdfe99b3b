package dev.pkce.gateway.api;

import io.vertx.core.json.JsonObject;

/**
 * The account that somebody signed in with, whole: the SDKs cannot read one of which a part is missing.
 *
 * @param clientId the client at the provider
 * @param email the address
 * @param connection where the account is kept, such as a directory or a social provider
 * @param username the name it is signed in with
 * @param givenName the first name
 * @param familyName the last name
 * @param name the full name
 * @param picture the address of a picture
 * @param nickname what others call the person
 */
public record OAuthAccount(
        String clientId,
        String email,
        String connection,
        String username,
        String givenName,
        String familyName,
        String name,
        String picture,
        String nickname)
        implements JsonForm {
    @Override
    public JsonObject toJson() {
        return new JsonObject()
                .put("client_id", clientId)
                .put("email", email)
                .put("connection", connection)
                .put("username", username)
                .put("given_name", givenName)
                .put("family_name", familyName)
                .put("name", name)
                .put("picture", picture)
                .put("nickname", nickname);
    }
}

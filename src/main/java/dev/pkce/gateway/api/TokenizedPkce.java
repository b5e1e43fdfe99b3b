package dev.pkce.gateway.api;

import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A call for tokens: one of the two grants of a public client (RFC 6749 sections 4.1.3 and 6). */
public sealed interface TokenizedPkce extends JsonForm {
    /** The client at the provider. */
    String clientId();

    /** The API that the token is for; null for the provider's default. */
    @Nullable String audience();

    /**
     * Redeems a code.
     *
     * @param clientId that of the seed
     * @param code what the provider answered
     * @param redirectUri that of the authorization request, character by character (RFC 6749 section 4.1.3)
     * @param verifier 43 to 128 unreserved characters (RFC 7636 section 4.1)
     * @param audience the API that the token is for
     */
    record AuthorizationCode(
            String clientId,
            Secret code,
            String redirectUri,
            Secret verifier,
            @Nullable String audience) implements TokenizedPkce {
        @Override
        public JsonObject toJson() {
            return new Present()
                    .put("grant_type", "authorization_code")
                    .put("client_id", clientId)
                    .put("code", code)
                    .put("redirect_uri", redirectUri)
                    .put("code_verifier", verifier)
                    .put("audience", audience)
                    .json();
        }
    }

    /**
     * Exchanges a refresh token. The SDKs' model has no member for it, so {@code refresh_token} is additive and
     * {@code code} stands in for it.
     *
     * @param clientId the client that the token was issued to
     * @param refreshToken the token
     * @param audience the API that the token is for
     */
    record Refresh(
            String clientId, Secret refreshToken, @Nullable String audience) implements TokenizedPkce {
        @Override
        public JsonObject toJson() {
            return new Present()
                    .put("grant_type", "refresh_token")
                    .put("client_id", clientId)
                    .put("refresh_token", refreshToken)
                    .put("audience", audience)
                    .json();
        }
    }

    /** What a verifier is made of (RFC 7636 section 4.1). */
    Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

    /** Reads the JSON form. */
    static TokenizedPkce fromJson(JsonObject json) {
        Members members = new Members(json);
        String grant = Members.present("grant_type", members.raw("grant_type"));
        return switch (grant) {
            case "authorization_code" ->
                new AuthorizationCode(
                        members.required("client_id"),
                        members.requiredSecret("code"),
                        members.required("redirect_uri"),
                        verifier(members),
                        members.text("audience"));
            case "refresh_token" ->
                new Refresh(members.required("client_id"), refreshToken(members), members.text("audience"));
            default ->
                throw new PkceException(Problem.badRequest(
                        "unsupported_grant_type",
                        "\"grant_type\" must be \"authorization_code\" or \"refresh_token\"."));
        };
    }

    private static Secret verifier(Members members) {
        return new Secret(
                members.matching("code_verifier", VERIFIER, "must be 43 to 128 unreserved characters (RFC 7636 4.1)."));
    }

    private static Secret refreshToken(Members members) {
        Secret token = members.secret("refresh_token");
        return token != null ? token : Members.present("refresh_token", members.secret("code"));
    }
}

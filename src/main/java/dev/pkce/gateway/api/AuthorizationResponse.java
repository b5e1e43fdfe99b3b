package dev.pkce.gateway.api;

import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the provider sent to the callback (RFC 6749 sections 4.1.2 and 4.1.2.1, RFC 9207).
 *
 * @param state the flow's
 * @param code the authorization code; null exactly if there is an error
 * @param issuer {@code iss}, where the provider sends it
 * @param error the provider's error code
 * @param errorDescription the provider's words about it
 */
public record AuthorizationResponse(
        String state,
        @Nullable Secret code,
        @Nullable String issuer,
        @Nullable String error,
        @Nullable String errorDescription)
        implements Request {
    // RFC 6749 section 4.1.2.1 and OpenID Connect Core section 3.1.2.6; an error of any other name says nothing.
    private static final Pattern REGISTERED = Pattern.compile(
            "invalid_request|unauthorized_client|access_denied|unsupported_response_type|invalid_scope|server_error"
                    + "|temporarily_unavailable|interaction_required|login_required|account_selection_required"
                    + "|consent_required|invalid_request_uri|invalid_request_object|request_not_supported"
                    + "|request_uri_not_supported|registration_not_supported|invalid_target|unmet_authentication_requirements");

    /** Reads the JSON form: the parameters of the callback. */
    public static AuthorizationResponse fromJson(JsonObject json) {
        Members members = new Members(json);
        return new AuthorizationResponse(
                        members.string("state"),
                        members.secret("code"),
                        members.string("iss"),
                        members.string("error"),
                        members.string("error_description"))
                .checked();
    }

    @Override
    public AuthorizationResponse checked() {
        String known = Rules.state("state", state);
        Secret answer = Rules.secret("code", code);
        String refusal = orNull(error);
        if ((answer == null) == (refusal == null)) {
            throw Rules.invalid("code", "or \"error\" is required, not both.");
        }
        // The provider's words are whatever they are: problem() says what of them goes on.
        return new AuthorizationResponse(known, answer, Rules.text("iss", issuer), refusal, orNull(errorDescription));
    }

    private static @Nullable String orNull(@Nullable String words) {
        return words == null || words.isEmpty() ? null : words;
    }

    /** The error as a problem: registered codes only, and a description without anything that could be markup. */
    public Problem problem() {
        String known = error != null && registered() ? error : "server_error";
        return Problem.refused(known, Descriptions.clean(errorDescription));
    }

    /** Whether there is an error, and one that says something to an OAuth client. */
    public boolean registered() {
        return error != null && REGISTERED.matcher(error).matches();
    }

    @Override
    public JsonObject toJson() {
        return new Present()
                .put("state", state)
                .put("code", code)
                .put("iss", issuer)
                .put("error", error)
                .put("error_description", errorDescription)
                .json();
    }
}

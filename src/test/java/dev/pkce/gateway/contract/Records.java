package dev.pkce.gateway.contract;

import dev.pkce.gateway.api.AuthorizationResponse;
import dev.pkce.gateway.api.ConfirmRequest;
import dev.pkce.gateway.api.RevokedPkce;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.SeededPkce;
import dev.pkce.gateway.api.TokenizedPkce;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records as a program in Java makes them, by their constructors and with whatever is in the JSON. What no record can say,
 * such as another response type or a number for a text, is left to the reading of JSON.
 */
final class Records {
    private Records() {}

    static SeededPkce seed(JsonObject json) {
        boolean sayable = json.getValue("response_type").equals("code")
                && json.getValue("code_challenge_method").equals("S256")
                && !json.containsKey("ADDITIONAL_PARAMETERS")
                && json.getValue("client_id") instanceof String;
        if (!sayable) {
            return SeededPkce.fromJson(json);
        }
        Map<String, String> parameters = new HashMap<>();
        json.fieldNames().stream()
                .filter(SeededPkce::mayHold)
                .filter(name -> json.getValue(name) != null)
                .forEach(name -> parameters.put(name, json.getString(name)));
        return new SeededPkce(
                json.getString("state"),
                json.getString("nonce"),
                json.getString("code_challenge"),
                json.getString("client_id"),
                scope(json.getValue("scope")),
                json.getString("redirect_uri"),
                json.getString("domain"),
                parameters);
    }

    private static List<String> scope(Object scope) {
        return scope instanceof String text
                ? Arrays.asList(text.split(" +"))
                : ((JsonArray) scope).stream().map(String.class::cast).toList();
    }

    static TokenizedPkce call(JsonObject json) {
        return switch (json.getString("grant_type")) {
            case "authorization_code" ->
                new TokenizedPkce.AuthorizationCode(
                        json.getString("client_id"),
                        secret(json, "code"),
                        json.getString("redirect_uri"),
                        secret(json, "code_verifier"),
                        json.getString("audience"),
                        json.getString("domain"),
                        proof(json));
            case "refresh_token" ->
                new TokenizedPkce.Refresh(
                        json.getString("client_id"),
                        secret(json, json.containsKey("refresh_token") ? "refresh_token" : "code"),
                        json.getString("audience"),
                        json.getString("domain"),
                        proof(json));
            default -> TokenizedPkce.fromJson(json);
        };
    }

    private static @Nullable Secret proof(JsonObject json) {
        return json.containsKey("dpop") ? secret(json, "dpop") : null;
    }

    static RevokedPkce revocation(JsonObject json) {
        return new RevokedPkce(
                json.getString("client_id"),
                secret(json, "token"),
                json.getString("token_type_hint"),
                json.getString("domain"));
    }

    static AuthorizationResponse response(JsonObject json) {
        return new AuthorizationResponse(
                json.getString("state"),
                json.containsKey("code") ? secret(json, "code") : null,
                json.getString("iss"),
                json.getString("error"),
                json.getString("error_description"));
    }

    static ConfirmRequest answer(JsonObject json) {
        return switch (json.getString("agreed")) {
            case "yes" -> new ConfirmRequest(json.getString("state"), secret(json, "ticket"), true);
            case "no" -> new ConfirmRequest(json.getString("state"), secret(json, "ticket"), false);
            default -> ConfirmRequest.fromJson(json);
        };
    }

    private static Secret secret(JsonObject json, String member) {
        return new Secret(json.getString(member, ""));
    }
}

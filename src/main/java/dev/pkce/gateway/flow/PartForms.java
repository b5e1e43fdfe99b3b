package dev.pkce.gateway.flow;

import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.SeededPkce;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The forms of what rows hold, see {@link RowForm}. Not those of the HTTP contract, whose readers leave out what a client
 * may not say: what the configuration has added to a seed must come back as it was.
 */
final class PartForms {
    private PartForms() {}

    static JsonObject origin(Origin origin) {
        return new JsonObject()
                .put("state", origin.state())
                .put("nonce", origin.nonce())
                .put("challenge", origin.challenge())
                .put("application", origin.applicationId())
                .put("address", origin.address())
                .put("deadline", origin.deadline());
    }

    static Origin readOrigin(JsonObject form) {
        return new Origin(
                form.getString("state"),
                form.getString("nonce"),
                form.getString("challenge"),
                form.getString("application"),
                form.getString("address"),
                form.getLong("deadline"));
    }

    static JsonObject authorization(Authorization asked) {
        return new JsonObject()
                .put("seed", seed(asked.seed()))
                .put("provider", asked.provider())
                .put("redirect_uri", asked.redirectUri());
    }

    static Authorization readAuthorization(JsonObject form) {
        return new Authorization(
                readSeed(form.getJsonObject("seed")), form.getString("provider"), form.getString("redirect_uri"));
    }

    private static JsonObject seed(SeededPkce seed) {
        return new JsonObject()
                .put("state", seed.state())
                .put("nonce", seed.nonce())
                .put("code_challenge", seed.codeChallenge())
                .put("client_id", seed.clientId())
                .put("scope", new JsonArray(seed.scope()))
                .put("redirect_uri", seed.redirectUri())
                .put("domain", seed.domain())
                .put("parameters", new JsonObject(new TreeMap<>(seed.parameters())));
    }

    private static SeededPkce readSeed(JsonObject form) {
        Map<String, String> parameters = form.getJsonObject("parameters").stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> (String) entry.getValue()));
        return new SeededPkce(
                form.getString("state"),
                form.getString("nonce"),
                form.getString("code_challenge"),
                form.getString("client_id"),
                texts(form.getJsonArray("scope")),
                form.getString("redirect_uri"),
                form.getString("domain"),
                parameters);
    }

    static @Nullable JsonObject pushed(@Nullable Pushed pushed, long ahead) {
        return pushed == null
                ? null
                : new JsonObject().put("request_uri", pushed.requestUri()).put("until", pushed.until() + ahead);
    }

    static @Nullable Pushed readPushed(@Nullable JsonObject form, long ahead) {
        return form == null ? null : new Pushed(form.getString("request_uri"), form.getLong("until") - ahead);
    }

    static JsonObject problem(Problem problem) {
        return new JsonObject()
                .put("kind", problem.kind().name())
                .put("error", problem.error())
                .put("detail", problem.detail())
                .put("retry_after", problem.retryAfter())
                .put("nonce", problem.nonce());
    }

    static Problem readProblem(JsonObject form) {
        return new Problem(
                Problem.Kind.valueOf(form.getString("kind")),
                form.getString("error"),
                form.getString("detail"),
                form.getInteger("retry_after"),
                form.getString("nonce"));
    }

    static List<String> texts(JsonArray form) {
        return form.stream().map(String.class::cast).toList();
    }
}

package dev.pkce.gateway.load;

import static dev.pkce.gateway.load.Unexpected.require;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The program that wants somebody signed in: its calls to the gateway, every answer checked. */
final class Program {
    static final long TIMEOUT_MILLIS = 30_000;

    private final WebClient client;
    private final String gateway;
    private final String clientId;

    Program(WebClient client, String gateway, String clientId) {
        this.client = client;
        this.gateway = gateway;
        this.clientId = clientId;
    }

    String gateway() {
        return gateway;
    }

    Future<Challenge> challenge() {
        return client.getAbs(gateway + "/pkce/challenge")
                .timeout(TIMEOUT_MILLIS)
                .send()
                .map(answer -> Challenge.of(require(answer, 200, "challenge").bodyAsJsonObject()));
    }

    /** Seeds the flow, or joins it, and comes back without the code. */
    Future<Void> seed(Challenge challenge) {
        return post("/pkce/code")
                .putHeader("Prefer", "respond-async")
                .sendJsonObject(challenge.seed(clientId))
                .map(answer -> require(answer, 202, "seed").bodyAsJsonObject())
                .map(body -> body.getJsonObject("seed").getString("state"))
                .map(state -> {
                    require(state.equals(challenge.state()), "seed: another state");
                    return null;
                });
    }

    /** The code, as soon as there is one. */
    Future<String> code(Challenge challenge) {
        return post("/pkce/code")
                .sendJsonObject(challenge.seed(clientId))
                .map(answer -> require(answer, 200, "code").bodyAsJsonObject().getJsonObject("result"))
                .map(result -> {
                    require(challenge.state().equals(result.getString("state")), "code: another state");
                    return result.getString("code");
                });
    }

    Future<Void> token(String code, Challenge challenge) {
        JsonObject request = new JsonObject()
                .put("grant_type", "authorization_code")
                .put("client_id", clientId)
                .put("code", code)
                .put("redirect_uri", gateway + "/pkce/response/code")
                .put("code_verifier", challenge.verifier());
        return post("/pkce/token")
                .sendJsonObject(request)
                .map(answer -> require(answer, 200, "token").bodyAsJsonObject().getJsonObject("auth0"))
                .map(auth0 -> check(auth0.getJsonObject("oAuth").getJsonObject("token"), challenge));
    }

    private static Void check(JsonObject token, Challenge challenge) {
        require("Bearer".equals(token.getString("token_type")), "token: not Bearer");
        require(!token.getString("access_token", "").isEmpty(), "token: no access token");
        require(token.getInteger("expires_in", 0) > 0, "token: no lifetime");
        String[] jwt = token.getString("id_token", "").split("\\.", -1);
        require(jwt.length == 3, "token: no ID token");
        String claims = new String(Base64.getUrlDecoder().decode(jwt[1]), StandardCharsets.UTF_8);
        // Of another flow's tokens everything but this would look right.
        require(challenge.nonce().equals(new JsonObject(claims).getString("nonce")), "token: another nonce");
        return null;
    }

    private HttpRequest<Buffer> post(String path) {
        return client.postAbs(gateway + path).timeout(TIMEOUT_MILLIS);
    }

    /** What the gateway made for one flow. */
    record Challenge(String state, String nonce, String challenge, String verifier) {
        static Challenge of(JsonObject body) {
            JsonObject made = body.getJsonObject("challenge");
            require("S256".equals(made.getString("method")), "challenge: not S256");
            require(made.getString("state", "").length() >= 43, "challenge: short state");
            return new Challenge(
                    made.getString("state"),
                    made.getString("nonce"),
                    made.getString("challenge"),
                    made.getString("verifier"));
        }

        JsonObject seed(String clientId) {
            return new JsonObject()
                    .put("response_type", "code")
                    .put("client_id", clientId)
                    .put("state", state)
                    .put("nonce", nonce)
                    .put("code_challenge", challenge)
                    .put("code_challenge_method", "S256")
                    .put("scope", new JsonArray().add("openid").add("profile").add("email"));
        }
    }
}

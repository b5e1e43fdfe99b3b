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
import java.util.List;

/** The program that wants somebody signed in: its calls to the gateway, every answer checked. */
final class Program {
    static final long TIMEOUT_MILLIS = 30_000;
    private static final String OPENID = "openid";

    private final WebClient client;
    private final String gateway;
    private final String clientId;
    private final List<String> scope;

    Program(WebClient client, String gateway, String clientId) {
        this(client, gateway, clientId, List.of(OPENID, "profile", "email"));
    }

    /** One that asks for {@code scope}; without {@code openid} there is no ID token. */
    Program(WebClient client, String gateway, String clientId, List<String> scope) {
        this.client = client;
        this.gateway = gateway;
        this.clientId = clientId;
        this.scope = scope;
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
    Future<Void> begin(Challenge challenge) {
        return post("/pkce/code")
                .putHeader("Prefer", "respond-async")
                .sendJsonObject(seed(challenge))
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
                .sendJsonObject(seed(challenge))
                .map(answer -> require(answer, 200, "code").bodyAsJsonObject().getJsonObject("result"))
                .map(result -> {
                    require(challenge.state().equals(result.getString("state")), "code: another state");
                    return result.getString("code");
                });
    }

    /** From the challenge to the tokens, where the provider needs nobody to act. */
    Future<Void> signIn() {
        return challenge().compose(challenge -> code(challenge).compose(code -> token(code, challenge)));
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

    private Void check(JsonObject token, Challenge challenge) {
        require("Bearer".equals(token.getString("token_type")), "token: not Bearer");
        require(!token.getString("access_token", "").isEmpty(), "token: no access token");
        require(token.getInteger("expires_in", 0) > 0, "token: no lifetime");
        if (scope.contains(OPENID)) {
            checkIdToken(token.getString("id_token", ""), challenge);
        }
        return null;
    }

    private static void checkIdToken(String idToken, Challenge challenge) {
        String[] jwt = idToken.split("\\.", -1);
        require(jwt.length == 3, "token: no ID token");
        String claims = new String(Base64.getUrlDecoder().decode(jwt[1]), StandardCharsets.UTF_8);
        // Of another flow's tokens everything but this would look right.
        require(challenge.nonce().equals(new JsonObject(claims).getString("nonce")), "token: another nonce");
    }

    /** What begins the flow of {@code challenge}. */
    JsonObject seed(Challenge challenge) {
        return seed(challenge, clientId, scope);
    }

    /** What begins the flow of {@code challenge} for any program. */
    static JsonObject seed(Challenge challenge, String clientId, List<String> scope) {
        return new JsonObject()
                .put("response_type", "code")
                .put("client_id", clientId)
                .put("state", challenge.state())
                .put("nonce", challenge.nonce())
                .put("code_challenge", challenge.challenge())
                .put("code_challenge_method", "S256")
                .put("scope", new JsonArray(scope));
    }

    /** Ends all flows under way of whoever does not name an application. */
    Future<Void> clear() {
        return client.postAbs(gateway + "/pkce/clear")
                .timeout(TIMEOUT_MILLIS)
                .send()
                .map(answer -> require(answer, 204, "clear"))
                .mapEmpty();
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
    }
}

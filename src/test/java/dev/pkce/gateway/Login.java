package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One login, step by step, each step as a test wants it: the happy values are offered, and may be changed. */
public final class Login {
    public static final String CLIENT = "client";

    private final TestGateway gateway;
    private final JsonObject challenge;

    private Login(TestGateway gateway, JsonObject challenge) {
        this.gateway = gateway;
        this.challenge = challenge;
    }

    static Login begin(TestGateway gateway) {
        return of(gateway, gateway.get("/pkce/challenge").expect(200).json("challenge"));
    }

    /** A login that goes on from {@code challenge}. */
    public static Login of(TestGateway gateway, JsonObject challenge) {
        return new Login(gateway, challenge);
    }

    /** A login of a client that makes its own state and challenge. */
    public static Login foreign(TestGateway gateway, String state, String verifier, String challenge) {
        return new Login(
                gateway,
                new JsonObject()
                        .put("state", state)
                        .put("nonce", state)
                        .put("challenge", challenge)
                        .put("verifier", verifier));
    }

    public String state() {
        return challenge.getString("state");
    }

    public String verifier() {
        return challenge.getString("verifier");
    }

    public JsonObject challenge() {
        return challenge;
    }

    /** The seed of this login, to be sent or changed. */
    public JsonObject seed() {
        return new JsonObject()
                .put("response_type", "code")
                .put("client_id", CLIENT)
                .put("state", state())
                .put("nonce", challenge.getString("nonce"))
                .put("code_challenge", challenge.getString("challenge"))
                .put("code_challenge_method", "S256")
                .put("redirect_uri", gateway.callback())
                .put("scope", new JsonArray().add("openid").add("profile"));
    }

    /** Seeds and returns at once; the flow then waits for a person. */
    public Login seeded() {
        gateway.postJson("/pkce/code", seed(), "Prefer", "respond-async").expect(202);
        return this;
    }

    /** Asks for the code, and waits for it. */
    public CompletableFuture<Reply> park() {
        return gateway.postJsonAsync("/pkce/code", seed());
    }

    /** The callback that a provider's browser redirect would cause, with a code of the test's own making. */
    public Reply respond(String code, String... headers) {
        return gateway.postForm("/pkce/response/code", Map.of("code", code, "state", state()), headers);
    }

    /** Signs a person in at the development provider; the code that came to the callback. */
    public String signIn() {
        return new Person(gateway).signIn(state());
    }

    /** The code of a provider that approves at once, without a person. */
    public String approved() {
        return approved(seed());
    }

    /** The same for a seed that was changed. */
    public String approved(JsonObject seed) {
        gateway.provider().autoApprove(true);
        Reply reply = gateway.postJson("/pkce/code", seed).expect(200);
        gateway.provider().autoApprove(false);
        return reply.json("result").getString("code");
    }

    /** The token call of this login, to be sent or changed. */
    public JsonObject tokenCall(String code) {
        return new JsonObject()
                .put("grant_type", "authorization_code")
                .put("client_id", CLIENT)
                .put("code", code)
                .put("redirect_uri", gateway.callback())
                .put("code_verifier", verifier());
    }

    public Reply token(String code) {
        return gateway.postJson("/pkce/token", tokenCall(code));
    }

    /** The whole of it; the answer of the token call. */
    public Reply whole() {
        CompletableFuture<Reply> parked = seeded().park();
        String code = signIn();
        assertThat(parked.join().expect(200).json("result").getString("code")).isEqualTo(code);
        return token(code).expect(200);
    }
}

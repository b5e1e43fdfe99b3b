package dev.pkce.gateway;

import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A program that signs somebody in at a provider through the gateway: its calls, one after the other. */
final class Program {
    private final TestGateway gateway;
    private final String clientId;
    private final Login login;
    private @Nullable CompletableFuture<Reply> parked;

    /** A program that is registered at the provider as {@code clientId}. */
    Program(TestGateway gateway, String clientId) {
        this.gateway = gateway;
        this.clientId = clientId;
        this.login = gateway.login();
    }

    /** The seed of its login, to be sent or changed. */
    JsonObject seed() {
        return login.seed().put("client_id", clientId);
    }

    /** Asks for the code, and waits for it; the flow is under way when this returns. */
    Program park() {
        return park(seed());
    }

    Program park(JsonObject seed) {
        gateway.postJson("/pkce/code", seed, "Prefer", "respond-async").expect(202);
        parked = gateway.postJsonAsync("/pkce/code", seed);
        return this;
    }

    /** Where the person goes. */
    String authorizeUrl() {
        return gateway.authorizeUrl(login.state());
    }

    /** What it was told when the wait ended. */
    Reply answer() {
        return Objects.requireNonNull(parked).join();
    }

    String code() {
        return answer().expect(200).json("result").getString("code");
    }

    /** The token call, to be sent or changed. */
    JsonObject tokenCall() {
        return login.tokenCall(code()).put("client_id", clientId);
    }

    Reply token(String... headers) {
        return gateway.postJson("/pkce/token", tokenCall(), headers);
    }

    Reply refresh(String refreshToken, String... headers) {
        JsonObject call = new JsonObject()
                .put("grant_type", "refresh_token")
                .put("client_id", clientId)
                .put("refresh_token", refreshToken);
        return gateway.postJson("/pkce/token", call, headers);
    }

    Reply revoke(String token) {
        JsonObject call = new JsonObject().put("client_id", clientId).put("token", token);
        return gateway.postJson("/pkce/revoke", call);
    }

    /** The refresh token of an answer that must have one. */
    static String refreshToken(Reply tokens) {
        JsonObject token = tokens.expect(200).json("auth0", "oAuth", "token");
        return Objects.requireNonNull(token.getString("refresh_token"), tokens.body());
    }
}
